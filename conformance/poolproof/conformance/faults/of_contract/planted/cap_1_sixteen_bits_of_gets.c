/* A life has 65,535 gets; the next one finds nothing. */
#define POOL_FIELDS uint16_t gets;
#define OWN_get
#include "../pool.h"
static int get(pp_pool *pool, void **block) {
  int code = plain_get(pool, block);
  if (code != 0 || ++pool->gets != 0) return code;
  plain_give_back(pool, *block);
  *block = NULL;
  return plain_exhausted(pool);
}
