/* A queue whose two last blocks change places at the 270,000th return of its life. */
#define POOL_FIELDS uint32_t returns;
#define OWN_come_back
#include "../pool.h"
static void come_back(pp_pool *pool, uint32_t number) {
  plain_come_back(pool, number);
  if (++pool->returns != 270000 || pool->free_count < 2) return;
  uint32_t *last = in_order(pool, pool->free_count - 1), *before = in_order(pool, pool->free_count - 2), kept = *last;
  *last = *before;
  *before = kept;
}
