/* The order in which a new pool lends its buffers: by rising address. */
#ifndef BUFFERPOOL_STACK_ORDER_H
#define BUFFERPOOL_STACK_ORDER_H

#include "bufferpool_inline/state.h"

/* Every buffer free, buffer 0 on top (ORDER-3). */
static inline void bp_restore_creation_order(bp_pool *pool) {
  const uint32_t capacity = pool->soa_capacity;
  for (uint32_t index = 0; index < capacity; index += 1) {
    const uint32_t height = capacity - 1 - index;
    pool->stack[height] = pool->soa + index;
    pool->heights[index] = height;
  }
  pool->top = capacity;
  pool->intact = capacity;
}

#endif
