/* A return that is refused as not owned swaps the two buffers on top. */
#include "../../sound/parts.h"

static void swap_the_top_two(bp_pool *pool) {
  if (pool->free_count >= 2) {
    uint32_t *top = pool->free_stack + pool->free_count - 1;
    const uint32_t moved = top[0];
    top[0] = top[-1];
    top[-1] = moved;
  }
}

static int refuse(bp_pool *pool, int status) {
  if (status == BP_NOT_OWNED) {
    swap_the_top_two(pool);
  }
  return status;
}

#define REFUSED refuse

#include "../../sound/pool.c"
