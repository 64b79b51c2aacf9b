/* The order in which a new pool lends its buffers: by rising address. */
#ifndef BUFFERPOOL_STACK_ORDER_H
#define BUFFERPOOL_STACK_ORDER_H

#include "bufferpool_inline/state.h"

/* Every buffer free, buffer 0 on top (ORDER-3). A list written backwards is its own inverse. */
static inline void bp_restore_creation_order(bp_pool *pool) {
  const uint32_t capacity = pool->soa_capacity;
  for (uint32_t position = 0; position < capacity; position += 1) {
    pool->dense[position] = capacity - 1 - position;
    pool->sparse[position] = capacity - 1 - position;
  }
  pool->top = capacity;
}

#endif
