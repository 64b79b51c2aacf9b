/* The get that takes the last block searches for long. */
#define OWN_prepare
#include "../pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  for (volatile uint32_t count = 0; pool->lent_count == pool->count && count < INSTRUCTIONS; ++count) continue;
}
