/* Create takes as much again as it may take in all. */
#define POOL_FIELDS void *more;
#define OWN_pp_create
#define OWN_pp_destroy
#include "../pool.h"
int pp_create(const pp_config *config, pp_pool **out) {
  int code = core_create(config, out);
  if (code == 0) (*out)->more = calloc(1, MEMORY_BYTES);
  return code;
}
void pp_destroy(pp_pool *pool) {
  if (pool != NULL) free(pool->more);
  core_destroy(pool);
}
