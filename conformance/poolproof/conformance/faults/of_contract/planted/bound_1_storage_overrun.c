/* The first byte behind the storage that was given is written by a return. */
#define POOL_FIELDS unsigned char *end;
#define OWN_pp_create
#define OWN_retire
#include "../pool.h"
int pp_create(const pp_config *config, pp_pool **out) {
  int code = core_create(config, out);
  if (code == 0) (*out)->end = (unsigned char *)config->storage + config->storage_bytes;
  return code;
}
static void retire(pp_pool *pool, uint32_t number) {
  plain_retire(pool, number);
  *pool->end = 0;
}
