/* One more than the last count is taken for the last. */
#define OWN_pp_create
#include "../pool.h"
int pp_create(const pp_config *config, pp_pool **out) {
  pp_config last = *config;
  if (config->block_count == COUNT_LAST + 1u) last.block_count = COUNT_LAST;
  return core_create(&last, out);
}
