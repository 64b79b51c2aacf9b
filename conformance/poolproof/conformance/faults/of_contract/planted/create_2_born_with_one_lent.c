/* A new pool has one block in use. */
#define OWN_pp_create
#include "../pool.h"
int pp_create(const pp_config *config, pp_pool **out) {
  int code = core_create(config, out);
  if (code == 0) (*out)->lent_count = 1;
  return code;
}
