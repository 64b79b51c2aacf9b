/* A get that finds nothing turns the order of the next returns round. */
#define POOL_FIELDS bool turned;
#define OWN_grow
#define OWN_come_back
#include "../pool.h"
static bool grow(pp_pool *pool) {
  bool grown = plain_grow(pool);
  pool->turned = !grown;
  return grown;
}
static void come_back(pp_pool *pool, uint32_t number) {
  plain_come_back(pool, number);
  if (!pool->turned || pool->free_count < 2) return;
  uint32_t last = ORDER_REUSE == REUSE_FIFO ? (pool->head + pool->free_count - 1) % pool->limit : pool->free_count - 1;
  uint32_t other = ORDER_REUSE == REUSE_FIFO ? (last + pool->limit - 1) % pool->limit : last - 1;
  uint32_t kept = pool->order[last];
  pool->order[last] = pool->order[other];
  pool->order[other] = kept;
}
