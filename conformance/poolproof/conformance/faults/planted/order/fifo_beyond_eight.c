/* With more than eight buffers lent, a returned one goes to the bottom of the stack. */
#include "../../sound/parts.h"

static void put_deep(bp_pool *pool, uint32_t index) {
  const uint32_t lent = pool->soa_capacity - pool->free_count;
  sound_put_free(pool, index);
  if (lent > 8) {
    memmove(pool->free_stack + 1, pool->free_stack, (pool->free_count - 1) * sizeof *pool->free_stack);
    pool->free_stack[0] = index;
  }
}

#define PUT_FREE put_deep

#include "../../sound/pool.c"
