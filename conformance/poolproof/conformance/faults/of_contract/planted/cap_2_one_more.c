/* One more block than there are can be lent. */
#define POOL_FIELDS void *one_more;
#define OWN_pp_get
#define OWN_pp_get_sized
#include "../pool.h"
static int get(pp_pool *pool, void **block) {
  if (pool->lent_count < pool->capacity || pool->one_more != NULL) return core_get(pool, block);
  pool->one_more = *block = take_memory(BLOCK_ALIGN, BLOCK_STRIDE);
  return 0;
}
#if HAS_SIZE
int pp_get_sized(pp_pool *pool, size_t size, void **block) {
  *block = NULL;
  return size_fits(size) ? get(only(pool), block) : answer(TOO_LARGE_HOW, TOO_LARGE_CODE);
}
#else
int pp_get(pp_pool *pool, void **block) { return get(only(pool), block); }
#endif
