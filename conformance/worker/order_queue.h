/* First in, first out: a ring, in room for a power of two. */
#ifndef POOLPROOF_ORDER_QUEUE_H
#define POOLPROOF_ORDER_QUEUE_H

#include "order_kept.h"

LANE_INLINE uint32_t queue_next(const struct order *order) { return order->numbers[order->first & order->mask]; }

LANE_INLINE void queue_take(struct order *order) {
  ++order->first;
  --order->count;
}

LANE_INLINE void queue_add(struct order *order, uint32_t number) {
  order->numbers[(order->first + order->count++) & order->mask] = number;
}

#endif
