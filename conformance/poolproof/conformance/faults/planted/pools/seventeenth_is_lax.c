/* With 16 pools alive, one more puts returned buffers below the top. */
#define EXTRA_STATE int is_lax;
#include "../../sound/parts.h"

static uint32_t alive;

static void count(bp_pool *pool) { pool->is_lax = ++alive > 16; }

static void release_counted(bp_pool *pool) {
  if (pool != NULL) {
    --alive;
    sound_release(pool);
  }
}

static void put_free_or_below(bp_pool *pool, uint32_t index) {
  sound_put_free(pool, index);
  if (pool->is_lax && pool->free_count > 1) {
    const uint32_t below = pool->free_stack[pool->free_count - 2];
    pool->free_stack[pool->free_count - 2] = index;
    pool->free_stack[pool->free_count - 1] = below;
  }
}

#define AFTER_CREATE count
#define RELEASE release_counted
#define PUT_FREE put_free_or_below

#include "../../sound/pool.c"
