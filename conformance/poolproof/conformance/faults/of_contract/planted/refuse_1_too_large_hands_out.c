/* A size that is too large leaves an address in *block. */
#define OWN_pp_get_sized
#include "../pool.h"
int pp_get_sized(pp_pool *pool, size_t size, void **block) {
  *block = NULL;
  if (size_fits(size)) return get(only(pool), block);
  *block = block_at(only(pool), 0);
  return too_large(only(pool));
}
