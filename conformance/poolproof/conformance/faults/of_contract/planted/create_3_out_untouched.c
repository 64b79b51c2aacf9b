/* A config that is refused leaves *out as it was. */
#define OWN_pp_create
#include "../pool.h"
int pp_create(const pp_config *config, pp_pool **out) {
  pp_pool *before = *out;
  int code = core_create(config, out);
  if (config->block_count == 0) *out = before;
  return code;
}
