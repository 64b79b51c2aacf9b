/* Destroy leaves the pool's tables behind while a block is lent. */
#define OWN_pp_destroy
#include "../pool.h"
void pp_destroy(pp_pool *pool) {
  if (pool == NULL || pool->lent_count == 0) {
    core_destroy(pool);
  } else {
    pool_leaves(pool);
  }
}
