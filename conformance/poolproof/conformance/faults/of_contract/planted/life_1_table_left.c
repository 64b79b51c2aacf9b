/* Destroy leaves a block of memory behind. */
#define POOL_FIELDS void *left_behind;
#define OWN_pp_create
#include "../pool.h"
int pp_create(const pp_config *config, pp_pool **out) {
  int code = core_create(config, out);
  if (code == 0) (*out)->left_behind = malloc(48);
  return code;
}
