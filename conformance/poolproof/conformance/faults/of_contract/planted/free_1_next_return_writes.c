/* A return writes into the block that came back before it. */
#define POOL_FIELDS uint32_t last;
#define OWN_come_back
#include "../pool.h"
static void come_back(pp_pool *pool, uint32_t number) {
  if (pool->last != 0 && pool->is_free[pool->last - 1]) block_at(pool, pool->last - 1)[BLOCK_SIZE / 2] ^= 0x10;
  pool->last = number + 1;
  plain_come_back(pool, number);
}
