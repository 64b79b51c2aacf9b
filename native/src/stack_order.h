/* The stack of a new pool, which lends its buffers by rising address. */
#ifndef BUFFERPOOL_STACK_ORDER_H
#define BUFFERPOOL_STACK_ORDER_H

#include "bufferpool_inline/state.h"

/* With the NULLs at its ends. */
static inline size_t bp_stack_bytes(uint32_t soa_capacity) { return (soa_capacity + (size_t)2) * sizeof(bp_soa *); }

/* Every buffer free, buffer 0 on top (ORDER-3). */
static inline void bp_restore_creation_order(bp_pool *pool) {
  const uint32_t capacity = pool->soa_capacity;
  bp_soa **const stack = (bp_soa **)(pool + 1);
  stack[0] = NULL;
  stack[capacity + 1] = NULL;
  /*@ loop invariant laid: STAYS_LAID_OUT && pool->soa_capacity == capacity;
      loop invariant ends: 0 <= index <= capacity && *stack == \null && *(stack + (capacity + 1)) == \null;
      loop invariant slots: \forall integer k; 0 <= k < index ==> pool->slots[k] == stack + (capacity - k);
      loop invariant places: \forall bp_soa **place; IN(stack, place, capacity - index + 1, capacity) ==>
        *place == pool->soa + (capacity - (place - stack)) && pool->slots[capacity - (place - stack)] == place;
      loop assigns index, stack[0 .. capacity + 1], \at(pool->slots, Pre)[0 .. capacity - 1];
      loop variant capacity - index; */
  for (uint32_t index = 0; index < capacity; index += 1) {
    bp_soa **const slot = stack + (capacity - index);
    *slot = pool->soa + index;
    pool->slots[index] = slot;
    /*@ assert earlier: \forall integer k; 0 <= k < index ==> pool->slots[k] == \at(pool->slots[k], LoopCurrent); */
    /*@ assert here: pool->slots[index] == slot; */
  }
  pool->top = stack + capacity;
}

#endif
