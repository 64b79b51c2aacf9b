/* The first get reads how many blocks there are from the config. */
#define POOL_FIELDS const pp_config *config;
#define OWN_pp_create
#define OWN_get
#include "../pool.h"
int pp_create(const pp_config *config, pp_pool **out) {
  int code = core_create(config, out);
  if (code == 0) (*out)->config = config;
  return code;
}
static int get(pp_pool *pool, void **block) {
  *block = NULL;
  if (pool->config != NULL && pool->config->block_count != pool->count) return ANY_REFUSAL;
  pool->config = NULL;
  return plain_get(pool, block);
}
