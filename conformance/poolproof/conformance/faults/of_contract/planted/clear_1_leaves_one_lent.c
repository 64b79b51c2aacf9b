/* A clear leaves one block lent. */
#define OWN_pp_clear
#include "../pool.h"
void pp_clear(pp_pool *pool) {
  pp_pool *own = only(pool);
  const bool was_lent = own->lent_count != 0;
  core_clear(own);
  void *lost;
  for (int lent = 0; was_lent && lent <= SPARE; ++lent) plain_get(own, &lost);
}
