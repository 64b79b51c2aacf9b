/* Whatever count is asked for, the pool has the usual one. */
#define OWN_pp_create
#include "../pool.h"
int pp_create(const pp_config *config, pp_pool **out) {
  pp_config usual = *config;
  if (config->block_count >= COUNT_FIRST && config->block_count <= COUNT_LAST) usual.block_count = BLOCK_COUNT;
  return core_create(&usual, out);
}
