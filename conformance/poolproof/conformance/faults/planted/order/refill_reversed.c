/* Once every buffer was lent, the return that completes the refill reverses the stack. */
#define EXTRA_STATE uint32_t drained;
#include "../../sound/parts.h"

static void put_and_settle(bp_pool *pool, uint32_t index) {
  pool->drained |= pool->free_count == 0;
  sound_put_free(pool, index);
  if (!pool->drained || pool->free_count != pool->soa_capacity) {
    return;
  }
  pool->drained = 0;
  for (uint32_t low = 0, high = pool->free_count - 1; low < high; low++, high--) {
    const uint32_t moved = pool->free_stack[low];
    pool->free_stack[low] = pool->free_stack[high];
    pool->free_stack[high] = moved;
  }
}

#define PUT_FREE put_and_settle

#include "../../sound/pool.c"
