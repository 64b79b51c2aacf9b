/* Every 4096th operation yields the processor. */
#include <sched.h>

#define EXTRA_STATE uint32_t operations;
#include "../../sound/parts.h"

static void yield_rarely(bp_pool *pool) {
  if (++pool->operations % 4096 == 0) {
    sched_yield();
  }
}

#define BEFORE_OPERATION yield_rarely

#include "../../sound/pool.c"
