/* The last block is never lent. */
#define OWN_grow
#define OWN_fill_order
#include "../pool.h"
static void fill_order(pp_pool *pool) {
  uint32_t capacity = pool->capacity;
  if (capacity > SPARE + 1) pool->capacity -= SPARE + 1;
  plain_fill_order(pool);
  pool->capacity = capacity;
  if (ORDER_FRESH_FIRST) pool->fresh_next = SPARE + 1;
}
static bool grow(pp_pool *pool) {
  (void)pool;
  return false;
}
