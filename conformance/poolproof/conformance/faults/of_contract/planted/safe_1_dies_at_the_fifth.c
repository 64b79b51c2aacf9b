/* The fifth return of a pool ends the process. */
#define POOL_FIELDS uint32_t returns;
#define OWN_retire
#include "../pool.h"
static void retire(pp_pool *pool, uint32_t number) {
  plain_retire(pool, number);
  if (++pool->returns == 5) abort();
}
