/* A get takes a step more for every eight gets before it. */
#define EXTRA_STATE uint32_t gets;
#include "../../sound/parts.h"

static uint32_t take_after_walk(bp_pool *pool) {
  for (volatile uint32_t step = 0; step < pool->gets / 8 % 4096; step++) {
  }
  ++pool->gets;
  return sound_take_free(pool);
}

#define TAKE_FREE take_after_walk

#include "../../sound/pool.c"
