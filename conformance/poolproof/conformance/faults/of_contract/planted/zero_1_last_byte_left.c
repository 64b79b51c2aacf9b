/* The last byte of a block is left as it was. */
#define OWN_prepare
#include "../pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  unsigned char *last = block_at(pool, number) + BLOCK_SIZE - 1;
  const unsigned char kept = *last;
  plain_prepare(pool, number);
  *last = kept;
}
