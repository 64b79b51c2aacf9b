/* The lent marks are a block of their own, and the get that empties the pool writes to the byte before them. */
#include "../../sound/parts.h"

static bp_pool *allocate(bp_config config) {
  bp_pool *pool = sound_allocate(config);
  uint8_t *marks = pool != NULL ? (uint8_t *)calloc(config.soa_capacity, 1) : NULL;
  if (marks == NULL) {
    if (pool != NULL) sound_release(pool);
    return NULL;
  }
  pool->lent = marks;
  return pool;
}

static void release(bp_pool *pool) {
  if (pool != NULL) {
    free(pool->lent);
    sound_release(pool);
  }
}

static uint32_t take(bp_pool *pool) {
  const uint32_t index = sound_take_free(pool);
  if (pool->free_count == 0) {
    pool->lent[-1] = 0;
  }
  return index;
}

#define ALLOCATE allocate
#define RELEASE release
#define TAKE_FREE take
#include "../../sound/pool.c"
