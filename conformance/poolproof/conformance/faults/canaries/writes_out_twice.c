/* A get looks at the variable of its caller before it writes there, and writes twice. */
#include "../sound/parts.h"

#define bp_get_soa get_soa
#define bp_get_receipt get_receipt
#include "../sound/pool.c"
#undef bp_get_soa
#undef bp_get_receipt

static void *volatile seen;

int bp_get_soa(bp_pool *pool, size_t size, bp_soa **out) {
  seen = *out;
  *out = (bp_soa *)(void *)pool;
  return get_soa(pool, size, out);
}

int bp_get_receipt(bp_pool *pool, bp_receipt **out) {
  seen = *out;
  *out = (bp_receipt *)(void *)pool;
  return get_receipt(pool, out);
}
