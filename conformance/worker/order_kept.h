/* What the orders have in common: numbers of blocks that came back, in room that is the caller's. */
#ifndef POOLPROOF_ORDER_KEPT_H
#define POOLPROOF_ORDER_KEPT_H

#include <stdint.h>

#include "protocol.h"

/* The lane is compiled once for the usual terms, as constants, and once for any: what is to be folded must be inlined. */
#define LANE_INLINE static inline __attribute__((always_inline))

struct order {
  uint32_t *numbers;
  uint32_t first; /* with a queue, where the first stands, modulo the room */
  uint32_t count;
  uint32_t mask; /* the room, a power of two, less one */
};

#endif
