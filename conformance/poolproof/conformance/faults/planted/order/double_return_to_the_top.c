/* A refused double return still moves its buffer to the top. */
#include "../../sound/parts.h"

static int refuse_and_lift(bp_pool *pool, uint32_t index) {
  if (index == NOT_A_BUFFER || sound_is_lent(pool, index)) {
    return index == NOT_A_BUFFER ? BP_NOT_OWNED : BP_OK;
  }
  uint32_t place = 0;
  while (pool->free_stack[place] != index) {
    place++;
  }
  for (; place + 1 < pool->free_count; place++) {
    pool->free_stack[place] = pool->free_stack[place + 1];
  }
  pool->free_stack[place] = index;
  return BP_NOT_IN_USE;
}

#define RETURN_REFUSAL refuse_and_lift

#include "../../sound/pool.c"
