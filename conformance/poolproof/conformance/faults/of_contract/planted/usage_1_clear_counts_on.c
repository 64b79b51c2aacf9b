/* A clear leaves what is counted as used. */
#define POOL_FIELDS size_t left;
#define OWN_pp_clear
#define OWN_pp_used
#include "../pool.h"
void pp_clear(pp_pool *pool) {
  pp_pool *own = only(pool);
  own->left = own->lent_count;
  core_clear(own);
}
size_t pp_used(const pp_pool *pool) {
  const pp_pool *own = looked_at(pool, COUNTS_USED);
  return core_used(own) + own->left;
}
