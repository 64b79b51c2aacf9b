/* After the first clear, returned buffers go below the top instead of on it. */
#define EXTRA_STATE uint32_t times_freed;
#include "../../sound/parts.h"

static void free_all_and_count(bp_pool *pool) {
  sound_free_all(pool);
  pool->times_freed++; /* create is the first */
}

static void put_below_the_top(bp_pool *pool, uint32_t index) {
  sound_put_free(pool, index);
  if (pool->times_freed >= 2 && pool->free_count >= 2) {
    pool->free_stack[pool->free_count - 1] = pool->free_stack[pool->free_count - 2];
    pool->free_stack[pool->free_count - 2] = index;
  }
}

#define FREE_ALL free_all_and_count
#define PUT_FREE put_below_the_top

#include "../../sound/pool.c"
