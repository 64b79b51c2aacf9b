/* A get that finds nothing leaves an address in *block. */
#define OWN_get
#include "../pool.h"
static int get(pp_pool *pool, void **block) {
  int code = plain_get(pool, block);
  if (code != 0) *block = block_at(pool, 0);
  return code;
}
