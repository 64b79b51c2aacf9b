/* An exhausted pool lends its first block once more. */
#define OWN_get
#include "../pool.h"
static int get(pp_pool *pool, void **block) {
  if (pool->lent_count < pool->capacity) return plain_get(pool, block);
  *block = block_at(pool, 0);
  return 0;
}
