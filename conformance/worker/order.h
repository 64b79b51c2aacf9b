/* Which of the blocks that came back comes next: by the contract's order, a stack, a queue, or a heap of addresses. With any
 * order none of them is due, and nothing is kept here. */
#ifndef POOLPROOF_ORDER_H
#define POOLPROOF_ORDER_H

#include "order_heap.h"
#include "order_queue.h"
#include "order_stack.h"

enum { NO_BLOCK = UINT32_MAX };

/* What came back first, last, or lies lowest; NO_BLOCK: nothing came back. */
LANE_INLINE uint32_t order_next(enum reuse reuse, const struct order *order) {
  if (order->count == 0) return (uint32_t)NO_BLOCK;
  switch (reuse) {
    case REUSE_LIFO:
      return stack_next(order);
    case REUSE_FIFO:
      return queue_next(order);
    default:
      return heap_next(order);
  }
}

LANE_INLINE void order_take(enum reuse reuse, struct order *order, const uint64_t *addresses) {
  switch (reuse) {
    case REUSE_LIFO:
      stack_take(order);
      return;
    case REUSE_FIFO:
      queue_take(order);
      return;
    default:
      heap_take(order, addresses);
  }
}

LANE_INLINE void order_add(enum reuse reuse, struct order *order, const uint64_t *addresses, uint32_t number) {
  switch (reuse) {
    case REUSE_LIFO:
      stack_add(order, number);
      return;
    case REUSE_FIFO:
      queue_add(order, number);
      return;
    default:
      heap_add(order, addresses, number);
  }
}

static inline void order_empty(struct order *order) { order->first = order->count = 0; }

#endif
