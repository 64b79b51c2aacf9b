/* The first byte behind the last block is written when that one comes back. */
#define OWN_retire
#include "../pool.h"
static void retire(pp_pool *pool, uint32_t number) {
  plain_retire(pool, number);
  if (number + 1 == pool->capacity) block_at(pool, number)[BLOCK_STRIDE] = 0;
}
