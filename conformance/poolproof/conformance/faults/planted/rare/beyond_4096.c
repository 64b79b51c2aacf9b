/* In a pool of more than 4096 buffers a returned one goes below the top. */
#include "../../sound/parts.h"

static void put_below(bp_pool *pool, uint32_t index) {
  sound_put_free(pool, index);
  if (pool->soa_capacity > 4096 && pool->free_count > 1) {
    const uint32_t below = pool->free_stack[pool->free_count - 2];
    pool->free_stack[pool->free_count - 2] = index;
    pool->free_stack[pool->free_count - 1] = below;
  }
}

#define PUT_FREE put_below

#include "../../sound/pool.c"
