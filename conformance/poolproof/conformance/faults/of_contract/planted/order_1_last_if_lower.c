/* The block that came back last is lent, unless one of the first four is free. */
#define POOL_FIELDS uint32_t last;
#define OWN_next
#define OWN_come_back
#include "../pool.h"
static void come_back(pp_pool *pool, uint32_t number) {
  plain_come_back(pool, number);
  pool->last = number;
}
static uint32_t next(pp_pool *pool) {
  uint32_t lowest = lowest_free(pool);
  --pool->free_count;
  return lowest >= 4 && pool->is_free[pool->last] && pool->states[pool->last] == STATE_RETURNED ? pool->last : lowest;
}
