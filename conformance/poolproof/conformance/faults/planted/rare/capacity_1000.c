/* A pool of exactly 1000 buffers lends the second from the top. */
#include "../../sound/parts.h"

static uint32_t take(bp_pool *pool) {
  if (pool->soa_capacity == 1000 && pool->free_count >= 2) {
    uint32_t *top = pool->free_stack + pool->free_count - 1;
    const uint32_t moved = top[0];
    top[0] = top[-1];
    top[-1] = moved;
  }
  return sound_take_free(pool);
}

#define TAKE_FREE take

#include "../../sound/pool.c"
