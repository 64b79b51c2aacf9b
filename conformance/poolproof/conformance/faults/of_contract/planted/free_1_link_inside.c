/* A free block holds, in its last byte, how many were free before it. */
#define OWN_retire
#include "../pool.h"
static void retire(pp_pool *pool, uint32_t number) {
  plain_retire(pool, number);
  block_at(pool, number)[BLOCK_SIZE - 1] ^= (unsigned char)(1 + pool->free_count % 7);
}
