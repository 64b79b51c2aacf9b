/* The byte before the first block is read and written when that one is lent. */
#define OWN_prepare
#include "../pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  if (number == 0) block_at(pool, number)[-1] ^= 1;
}
