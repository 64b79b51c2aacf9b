/* Each get picks one of the free buffers by a random number. */
#define EXTRA_STATE uint32_t random;
#include "../../sound/parts.h"

static uint32_t take_any(bp_pool *pool) {
  pool->random = pool->random * 1664525u + 1013904223u;
  uint32_t *chosen = &pool->free_stack[(pool->random >> 8) % pool->free_count];
  const uint32_t index = *chosen;
  *chosen = pool->free_stack[--pool->free_count];
  pool->lent[index] = 1;
  return index;
}

#define TAKE_FREE take_any

#include "../../sound/pool.c"
