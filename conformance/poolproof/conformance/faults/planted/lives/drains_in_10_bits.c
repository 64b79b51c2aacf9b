/* Each time that the last free buffer goes is counted in 10 bits; while the count is 0 again, returns go below the top. */
#include <stdint.h>

#define EXTRA_STATE uint32_t drains;
#include "../../sound/parts.h"

static uint32_t take_counted(bp_pool *pool) {
  const uint32_t index = sound_take_free(pool);
  pool->drains += pool->free_count == 0;
  return index;
}

static void put_below(bp_pool *pool, uint32_t index) {
  sound_put_free(pool, index);
  if (pool->drains != 0 && (pool->drains & 1023) == 0 && pool->free_count > 1) {
    uint32_t *top = &pool->free_stack[pool->free_count - 1];
    *top = top[-1];
    top[-1] = index;
  }
}

#define TAKE_FREE take_counted
#define PUT_FREE put_below

#include "../../sound/pool.c"
