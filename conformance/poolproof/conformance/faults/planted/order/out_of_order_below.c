/* A buffer that is not the one lent last goes below the top when it is returned. */
#define EXTRA_STATE uint32_t newest;
#include "../../sound/parts.h"

static uint32_t take_and_remember(bp_pool *pool) { return pool->newest = sound_take_free(pool); }

static void put_by_age(bp_pool *pool, uint32_t index) {
  sound_put_free(pool, index);
  if (index != pool->newest && pool->free_count >= 2) {
    pool->free_stack[pool->free_count - 1] = pool->free_stack[pool->free_count - 2];
    pool->free_stack[pool->free_count - 2] = index;
  }
}

#define TAKE_FREE take_and_remember
#define PUT_FREE put_by_age

#include "../../sound/pool.c"
