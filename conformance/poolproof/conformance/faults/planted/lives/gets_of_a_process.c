/* Gets are counted over all pools of a process; the 40,000th and all that follow are refused as exhaustion. */
#include <stdint.h>

#include "../../sound/parts.h"

static uint32_t gets;

static int is_exhausted(bp_pool *pool) {
  gets += gets < 40000;
  return sound_is_exhausted(pool) || gets == 40000;
}

#define IS_EXHAUSTED is_exhausted

#include "../../sound/pool.c"
