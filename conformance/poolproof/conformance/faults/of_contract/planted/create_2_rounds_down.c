/* An odd count is rounded down to an even one. */
#define OWN_pp_create
#include "../pool.h"
int pp_create(const pp_config *config, pp_pool **out) {
  pp_config even = *config;
  if (config->block_count > 2 && config->block_count % 2 == 1) even.block_count -= SPARE + 1;
  return core_create(&even, out);
}
