/* The first byte of a block is overwritten while it is free, and not put back. */
#define OWN_retire
#include "../pool.h"
static void retire(pp_pool *pool, uint32_t number) {
  plain_retire(pool, number);
  block_at(pool, number)[0] ^= 0x55;
}
