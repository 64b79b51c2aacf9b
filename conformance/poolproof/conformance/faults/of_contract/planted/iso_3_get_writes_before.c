/* A get writes into the last byte of the block that lies before the one that it lends. */
#define OWN_prepare
#include "../pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  if (number % 2 == 1) block_at(pool, number - 1)[BLOCK_SIZE - 1] ^= 1;
}
