/* The variable that the block's address was written to is set to NULL at the next operation. */
#define POOL_FIELDS void **where;
#define OWN_pp_get
#define OWN_pp_get_sized
#define OWN_retire
#include "../pool.h"
static int get(pp_pool *pool, void **block) {
  int code = core_get(pool, block);
  pool->where = code == 0 ? block : NULL;
  return code;
}
static void retire(pp_pool *pool, uint32_t number) {
  plain_retire(pool, number);
  if (pool->where != NULL) *pool->where = NULL;
  pool->where = NULL;
}
#if HAS_SIZE
int pp_get_sized(pp_pool *pool, size_t size, void **block) {
  *block = NULL;
  return size_fits(size) ? get(only(pool), block) : answer(TOO_LARGE_HOW, TOO_LARGE_CODE);
}
#else
int pp_get(pp_pool *pool, void **block) { return get(only(pool), block); }
#endif
