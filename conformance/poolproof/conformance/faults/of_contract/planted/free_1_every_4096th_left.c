/* Of 4,096 blocks that come back, one is left as its holder left it. */
#define POOL_FIELDS uint32_t returns;
#define OWN_retire
#include "../pool.h"
static void retire(pp_pool *pool, uint32_t number) {
  if (++pool->returns % 4096 != 0) plain_retire(pool, number);
}
