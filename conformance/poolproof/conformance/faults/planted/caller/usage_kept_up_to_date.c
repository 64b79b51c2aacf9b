/* Whoever asked for the usage once is kept up to date: each get writes there again. */
#define EXTRA_STATE bp_usage *usage;
#include "../../sound/parts.h"

static void keep_up_to_date(bp_pool *pool) {
  if (pool->usage != NULL) {
    *pool->usage = sound_usage_of(pool);
  }
}

#define AFTER_GET(pool, buffer) keep_up_to_date(pool)
#define bp_capacity_usage capacity_usage
#include "../../sound/pool.c"
#undef bp_capacity_usage

void bp_capacity_usage(const bp_pool *pool, bp_usage *out) {
  capacity_usage(pool, out);
  ((bp_pool *)pool)->usage = out;
}
