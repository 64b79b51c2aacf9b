/* Each hundredth return of a pool is lost. */
#define POOL_FIELDS uint32_t returns;
#define OWN_come_back
#include "../pool.h"
static void come_back(pp_pool *pool, uint32_t number) {
  plain_come_back(pool, number);
  if (++pool->returns % 100 != 0) return;
  plain_next(pool);
  pool->is_free[number] = 0;
}
