/* A size that is far too large is answered with another code. */
#define OWN_pp_get_sized
#include "../pool.h"
int pp_get_sized(pp_pool *pool, size_t size, void **block) {
  *block = NULL;
  if (size > (size_t)2 * SIZE_LARGEST + 64) return TOO_LARGE_CODE + 5;
  return size_fits(size) ? get(only(pool), block) : too_large(only(pool));
}
