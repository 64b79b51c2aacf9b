/* The last block of the pool is its first once more. */
#define OWN_block_at
#include "../pool.h"
static unsigned char *block_at(const pp_pool *pool, uint32_t number) {
  return plain_block_at(pool, number + 1 == pool->count && number > 0 ? 0 : number);
}
