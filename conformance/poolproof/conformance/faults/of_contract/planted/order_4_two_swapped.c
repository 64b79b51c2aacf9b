/* The second and the third of the never-lent blocks come the other way round. */
#define OWN_fill_order
#include "../pool.h"
static void swap(uint32_t *one, uint32_t *other) {
  uint32_t kept = *one;
  *one = *other;
  *other = kept;
}
static void fill_order(pp_pool *pool) {
  plain_fill_order(pool);
  if (pool->capacity < 3) return;
  if (ORDER_FRESH_FIRST) {
    swap(&pool->creation[1], &pool->creation[2]);
  } else {
    swap(in_order(pool, 1), in_order(pool, 2));
  }
}
