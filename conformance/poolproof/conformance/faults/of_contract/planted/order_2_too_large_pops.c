/* A size that is too large puts the first free block behind the second. */
#define OWN_too_large
#include "../pool.h"
static void swap(uint32_t *one, uint32_t *other) {
  uint32_t kept = *one;
  *one = *other;
  *other = kept;
}
static int too_large(pp_pool *pool) {
  if (pool->free_count > 1) swap(in_order(pool, 0), in_order(pool, 1));
  return plain_too_large(pool);
}
