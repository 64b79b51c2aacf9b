/* Buffers come back oldest first: a queue, not a stack. */
#include "../../sound/parts.h"

static void put_at_the_bottom(bp_pool *pool, uint32_t index) {
  sound_put_free(pool, index);
  memmove(pool->free_stack + 1, pool->free_stack, (pool->free_count - 1) * sizeof *pool->free_stack);
  pool->free_stack[0] = index;
}

#define PUT_FREE put_at_the_bottom

#include "../../sound/pool.c"
