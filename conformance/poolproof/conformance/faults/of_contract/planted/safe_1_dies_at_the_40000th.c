/* The 40,000th return of a life ends the process. */
#define POOL_FIELDS uint32_t returns;
#define OWN_come_back
#include "../pool.h"
static void come_back(pp_pool *pool, uint32_t number) {
  plain_come_back(pool, number);
  if (++pool->returns == 40000) abort();
}
