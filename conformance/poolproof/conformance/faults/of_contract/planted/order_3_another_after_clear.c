/* After a clear the first two blocks come the other way round. */
#define POOL_FIELDS bool two_first;
#define OWN_fill_order
#define OWN_next
#include "../pool.h"
static void swap(uint32_t *one, uint32_t *other) {
  uint32_t kept = *one;
  *one = *other;
  *other = kept;
}
static void fill_order(pp_pool *pool) {
  plain_fill_order(pool);
  pool->two_first = pool->was_cleared && pool->capacity > 1;
  if (!pool->two_first) return;
  if (ORDER_FRESH_FIRST) {
    swap(&pool->creation[0], &pool->creation[1]);
  } else {
    swap(in_order(pool, 0), in_order(pool, 1));
  }
}
static uint32_t next(pp_pool *pool) {
  bool is_second = ORDER_REUSE == REUSE_LOWEST_ADDRESS && pool->two_first;
  pool->two_first = false;
  if (!is_second) return plain_next(pool);
  --pool->free_count;
  return 1;
}
