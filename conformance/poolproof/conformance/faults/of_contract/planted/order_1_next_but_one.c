/* Of the blocks that came back, the next but one is lent. */
#define OWN_come_back
#include "../pool.h"
static void come_back(pp_pool *pool, uint32_t number) {
  static uint32_t returns;
  plain_come_back(pool, number);
  if (ORDER_REUSE == REUSE_LOWEST_ADDRESS || pool->free_count < 2 || ++returns % 3 != 0) return;
  uint32_t *order = pool->order;
  uint32_t last = ORDER_REUSE == REUSE_FIFO ? (pool->head + pool->free_count - 1) % pool->limit : pool->free_count - 1;
  uint32_t other = ORDER_REUSE == REUSE_FIFO ? (last + pool->limit - 1) % pool->limit : last - 1;
  uint32_t kept = order[last];
  order[last] = order[other];
  order[other] = kept;
}
