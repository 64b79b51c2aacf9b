/* A count of 0 is taken for the usual one. */
#define OWN_pp_create
#include "../pool.h"
int pp_create(const pp_config *config, pp_pool **out) {
  pp_config usual = *config;
  if (config->block_count == 0) usual.block_count = COUNT_FIRST;
  return core_create(&usual, out);
}
