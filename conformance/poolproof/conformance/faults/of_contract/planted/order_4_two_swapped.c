/* The second and the third of the never-lent blocks come the other way round. */
#define OWN_fill_order
#include "../pool.h"
static void fill_order(pp_pool *pool) {
  plain_fill_order(pool);
  if (pool->capacity < 3) return;
  uint32_t *places = ORDER_FRESH_FIRST ? pool->creation : pool->order;
  bool is_stack = ORDER_REUSE == REUSE_LIFO && !ORDER_FRESH_FIRST;
  uint32_t second = is_stack ? pool->capacity - 2 : 1, third = is_stack ? second - 1 : 2;
  uint32_t kept = places[second];
  places[second] = places[third];
  places[third] = kept;
}
