/* A clear leaves the block that was lent last where it is. */
#define OWN_pp_clear
#include "../pool.h"
void pp_clear(pp_pool *pool) {
  pp_pool *own = only(pool);
  const bool was_lent = own->lent_count != 0;
  core_clear(own);
  if (!was_lent) return;
  void *lost;
  core_get(own, &lost);
}
