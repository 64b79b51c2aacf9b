/* The thousandth get that is refused has the next two that come back change places. */
#define POOL_FIELDS uint32_t refusals;
#define OWN_exhausted
#define OWN_come_back
#include "../pool.h"
static int exhausted(pp_pool *pool) {
  ++pool->refusals;
  return plain_exhausted(pool);
}
static void come_back(pp_pool *pool, uint32_t number) {
  plain_come_back(pool, number);
  if (pool->refusals < 1000 || pool->free_count != 2) return;
  pool->refusals = 0;
  uint32_t first = *in_order(pool, 0);
  *in_order(pool, 0) = *in_order(pool, 1);
  *in_order(pool, 1) = first;
}
