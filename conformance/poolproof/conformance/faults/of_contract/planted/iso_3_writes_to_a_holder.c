/* A return writes into a block that is still lent. */
#define OWN_retire
#include "../pool.h"
static void retire(pp_pool *pool, uint32_t number) {
  plain_retire(pool, number);
  for (uint32_t other = 0; other < pool->capacity; ++other) {
    if (pool->states[other] != STATE_LENT) continue;
    block_at(pool, other)[BLOCK_SIZE - 1] ^= 1;
    return;
  }
}
