/* A return writes behind the table of what is free once all blocks are. */
#define OWN_come_back
#include "../pool.h"
static void come_back(pp_pool *pool, uint32_t number) {
  plain_come_back(pool, number);
  volatile uint32_t *order = pool->order;
  if (pool->lent_count == 0) order[pool->limit] = number;
}
