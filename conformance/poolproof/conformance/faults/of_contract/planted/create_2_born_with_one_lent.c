/* A new pool has lent a block already. */
#define OWN_pp_create
#include "../pool.h"
int pp_create(const pp_config *config, pp_pool **out) {
  int code = core_create(config, out);
  void *lost;
  for (int lent = 0; code == 0 && lent <= SPARE; ++lent) plain_get(*out, &lost);
  return code;
}
