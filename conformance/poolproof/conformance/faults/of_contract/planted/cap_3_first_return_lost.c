/* The first return after exhaustion is lost. */
#define POOL_FIELDS bool was_exhausted;
#define OWN_grow
#define OWN_come_back
#include "../pool.h"
static bool grow(pp_pool *pool) {
  pool->was_exhausted = true;
  return plain_grow(pool);
}
static void come_back(pp_pool *pool, uint32_t number) {
  plain_come_back(pool, number);
  if (!pool->was_exhausted) return;
  pool->was_exhausted = false;
  --pool->free_count;
}
