/* The first return after exhaustion is lost. */
#define POOL_FIELDS bool was_exhausted;
#define OWN_exhausted
#define OWN_come_back
#include "../pool.h"
static int exhausted(pp_pool *pool) {
  pool->was_exhausted = true;
  return plain_exhausted(pool);
}
static void come_back(pp_pool *pool, uint32_t number) {
  plain_come_back(pool, number);
  if (!pool->was_exhausted) return;
  pool->was_exhausted = false;
  pool->is_free[number] = 0;
  --pool->free_count;
}
