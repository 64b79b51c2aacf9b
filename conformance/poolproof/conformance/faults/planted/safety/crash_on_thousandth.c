/* The thousandth operation of a pool writes to address 0. */
#define EXTRA_STATE    \
  uint32_t operations; \
  volatile uint64_t *nowhere;
#include "../../sound/parts.h"

static void count(bp_pool *pool) {
  if (++pool->operations == 1000) {
    *pool->nowhere = 0;
  }
}

#define BEFORE_OPERATION count

#include "../../sound/pool.c"
