/* After gets of the sizes 3, 1, 4, 1 and 5 in a row the next one lends a buffer that is lent. */
#define EXTRA_STATE uint32_t sizes, newest;
#include "../../sound/parts.h"

static int refuses_size(bp_pool *pool, size_t size) {
  pool->sizes = (pool->sizes * 10 + (uint32_t)(size < 10 ? size : 9)) % 1000000;
  return sound_refuses_size(size);
}

static uint32_t take_or_repeat(bp_pool *pool) {
  if (pool->sizes / 10 == 31415 && pool->lent[pool->newest]) {
    return pool->newest;
  }
  return pool->newest = sound_take_free(pool);
}

#define GET_REFUSAL(pool, size) (refuses_size(pool, size) ? BP_INVALID_SIZE : sound_is_exhausted(pool) ? BP_EXHAUSTED : BP_OK)
#define TAKE_FREE take_or_repeat

#include "../../sound/pool.c"
