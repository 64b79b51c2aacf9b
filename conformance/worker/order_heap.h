/* Lowest address first: a heap. */
#ifndef POOLPROOF_ORDER_HEAP_H
#define POOLPROOF_ORDER_HEAP_H

#include "order_kept.h"

LANE_INLINE uint32_t heap_next(const struct order *order) { return order->numbers[0]; }

static inline void heap_take(struct order *order, const uint64_t *addresses) {
  const uint32_t count = --order->count, moved = order->numbers[count];
  uint32_t at = 0;
  for (uint32_t below = 1; below < count; below = 2 * at + 1) {
    if (below + 1 < count && addresses[order->numbers[below + 1]] < addresses[order->numbers[below]]) ++below;
    if (addresses[moved] <= addresses[order->numbers[below]]) break;
    order->numbers[at] = order->numbers[below];
    at = below;
  }
  order->numbers[at] = moved;
}

static inline void heap_add(struct order *order, const uint64_t *addresses, uint32_t number) {
  uint32_t at = order->count++;
  while (at != 0 && addresses[number] < addresses[order->numbers[(at - 1) / 2]]) {
    order->numbers[at] = order->numbers[(at - 1) / 2];
    at = (at - 1) / 2;
  }
  order->numbers[at] = number;
}

#endif
