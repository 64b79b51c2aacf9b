/* A clear does nothing while the pool is exhausted. */
#define OWN_pp_clear
#include "../pool.h"
void pp_clear(pp_pool *pool) {
  pp_pool *own = only(pool);
  if (own->lent_count < own->count) core_clear(own);
}
