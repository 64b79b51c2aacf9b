/* Only the buffer returned last is known to be free; any other may be returned again. */
#include "../../sound/parts.h"

static int is_not_on_top(const bp_pool *pool, uint32_t index) {
  return pool->free_count == 0 || pool->free_stack[pool->free_count - 1] != index;
}

#define IS_LENT is_not_on_top

static void put_within_bounds(bp_pool *pool, uint32_t index) {
  if (pool->free_count < pool->soa_capacity) {
    sound_put_free(pool, index);
  }
}

#define PUT_FREE put_within_bounds

#include "../../sound/pool.c"
