/* After a clear the first two blocks come the other way round. */
#define POOL_FIELDS bool was_cleared;
#define OWN_fill_order
#define OWN_next
#include "../pool.h"
static void fill_order(pp_pool *pool) {
  plain_fill_order(pool);
  uint32_t *places = ORDER_FRESH_FIRST ? pool->creation : pool->order;
  bool is_stack = ORDER_REUSE == REUSE_LIFO && !ORDER_FRESH_FIRST;
  uint32_t first = is_stack ? pool->capacity - 1 : 0, second = is_stack ? first - 1 : 1;
  if (pool->was_cleared && pool->capacity > 1) {
    uint32_t kept = places[first];
    places[first] = places[second];
    places[second] = kept;
  }
  pool->was_cleared = true;
}
static uint32_t next(pp_pool *pool) {
  if (ORDER_REUSE != REUSE_LOWEST_ADDRESS) return plain_next(pool);
  return pool->was_cleared && pool->lent_count == 0 && pool->capacity > 1 && pool->states[1] != STATE_LENT &&
                 pool->states[0] == STATE_REVOKED
             ? (--pool->free_count, 1)
             : plain_next(pool);
}
