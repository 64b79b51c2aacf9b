/* A block that was lent 300 times is blank in its last byte the next time. */
#define POOL_FIELDS uint32_t lent_before;
#define OWN_prepare
#include "../pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  if (number == 0 && ++pool->lent_before == 300) block_at(pool, number)[BLOCK_SIZE - 1] = 0;
}
