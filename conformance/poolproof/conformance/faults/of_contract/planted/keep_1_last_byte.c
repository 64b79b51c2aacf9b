/* The last byte of a block that was lent before is blanked when it is lent again. */
#define OWN_prepare
#include "../pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  block_at(pool, number)[BLOCK_SIZE - 1] = 0;
}
