/* The get that takes the last block never comes back. */
#define OWN_prepare
#include "../pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  volatile bool waits = pool->lent_count == pool->count;
  while (waits) continue;
}
