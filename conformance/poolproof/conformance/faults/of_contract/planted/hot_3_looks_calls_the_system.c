/* A get yields the processor once two blocks are lent. */
#include <sched.h>
#define OWN_prepare
#include "../pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  if (pool->lent_count == 2) sched_yield();
}
