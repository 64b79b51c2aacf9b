/* A get that is refused leaves an address in *block. */
#define OWN_pp_get
#define OWN_pp_get_sized
#include "../pool.h"
static int get(pp_pool *pool, void **block) {
  int code = core_get(pool, block);
  if (code != 0) *block = block_at(pool, 0);
  return code;
}
#if HAS_SIZE
int pp_get_sized(pp_pool *pool, size_t size, void **block) {
  *block = NULL;
  int code = size_fits(size) ? get(only(pool), block) : answer(TOO_LARGE_HOW, TOO_LARGE_CODE);
  if (code != 0) *block = block_at(only(pool), 0);
  return code;
}
#else
int pp_get(pp_pool *pool, void **block) { return get(only(pool), block); }
#endif
