/* A config that is refused is answered with another code. */
#define OWN_pp_create
#include "../pool.h"
int pp_create(const pp_config *config, pp_pool **out) {
  int code = core_create(config, out);
  return config->block_count == 0 ? code ^ 1 : code;
}
