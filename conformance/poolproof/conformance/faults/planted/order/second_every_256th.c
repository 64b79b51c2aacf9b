/* Every 256th get takes the second buffer from the top. */
#define EXTRA_STATE uint32_t gets;
#include "../../sound/parts.h"

static uint32_t take_mostly_the_top(bp_pool *pool) {
  if (++pool->gets % 256 == 0 && pool->free_count >= 2) {
    uint32_t *top = pool->free_stack + pool->free_count - 1;
    const uint32_t moved = top[0];
    top[0] = top[-1];
    top[-1] = moved;
  }
  return sound_take_free(pool);
}

#define TAKE_FREE take_mostly_the_top

#include "../../sound/pool.c"
