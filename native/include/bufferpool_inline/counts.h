/* The probes of a profiling build. Each stands on a line of its own and is nothing at all in any other build. */
#ifndef BUFFERPOOL_INLINE_COUNTS_H
#define BUFFERPOOL_INLINE_COUNTS_H

#include "state.h"

#ifdef BUFFERPOOL_PROFILING
#define BP_COUNT(pool, counter) ((void)((pool)->counts.counter += 1))
#define BP_COUNT_HIGH_WATER(pool, counter, level) bp_inline_count_high_water(&(pool)->counts.counter, (level))

static inline void bp_inline_count_high_water(uint32_t *highest, uint32_t level) {
  if (level > *highest) {
    *highest = level;
  }
}
#else
#define BP_COUNT(pool, counter) ((void)0)
#define BP_COUNT_HIGH_WATER(pool, counter, level) ((void)0)
#endif

#endif
