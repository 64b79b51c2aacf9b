/* Last in, first out. */
#ifndef POOLPROOF_ORDER_STACK_H
#define POOLPROOF_ORDER_STACK_H

#include "order_kept.h"

LANE_INLINE uint32_t stack_next(const struct order *order) { return order->numbers[order->count - 1]; }

LANE_INLINE void stack_take(struct order *order) { --order->count; }

LANE_INLINE void stack_add(struct order *order, uint32_t number) { order->numbers[order->count++] = number; }

#endif
