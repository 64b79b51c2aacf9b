/* The size that a get asks for. It is told as a step between the smallest and the largest that the contract serves, so that a
 * sequence means the same whatever these are; or, flagged so, as it is. A test holds this to what Python says of it. */
#ifndef POOLPROOF_SIZES_H
#define POOLPROOF_SIZES_H

#include "protocol.h"

enum { PROPER_SIZES = 8 };

static inline uint64_t size_asked(const struct terms *terms, const struct operation *operation) {
  const uint64_t value = operation->value, range = terms->largest - terms->smallest;
  if (terms->has_size == 0 || (operation->flags & FLAG_EXACT) != 0 || value >= UINT64_MAX / 2) return value;
  return value <= PROPER_SIZES ? terms->smallest + range * value / PROPER_SIZES : terms->largest + value - PROPER_SIZES;
}

#endif
