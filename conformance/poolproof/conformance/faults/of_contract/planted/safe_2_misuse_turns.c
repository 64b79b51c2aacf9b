/* A misuse that is answered rightly changes which block is next. */
#define OWN_misuse
#include "../pool.h"
static void swap(uint32_t *one, uint32_t *other) {
  uint32_t kept = *one;
  *one = *other;
  *other = kept;
}
static int misuse(pp_pool *pool, enum whose whose, int state) {
  if (pool->free_count > 1) swap(in_order(pool, 0), in_order(pool, 1));
  return plain_misuse(pool, whose, state);
}
