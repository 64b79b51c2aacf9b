/* A stack that gives out the one below the last while all but two blocks are free. */
#define OWN_next
#include "../pool.h"
static void swap(uint32_t *one, uint32_t *other) {
  uint32_t kept = *one;
  *one = *other;
  *other = kept;
}
static uint32_t next(pp_pool *pool) {
  if (pool->lent_count == 2 && pool->free_count > 1) swap(in_order(pool, 0), in_order(pool, 1));
  return plain_next(pool);
}
