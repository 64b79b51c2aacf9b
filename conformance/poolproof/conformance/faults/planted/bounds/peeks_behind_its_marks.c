/* Returning looks for the next lent mark behind the buffer's own, and beyond the last one reads what is none. */
#include "../../sound/parts.h"

static volatile uint8_t peeked;

static bp_pool *allocate(bp_config config) {
  bp_pool *pool = sound_allocate(config);
  uint8_t *marks = pool != NULL ? (uint8_t *)aligned_alloc(64, (config.soa_capacity + 63) / 64 * 64) : NULL;
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

static void put(bp_pool *pool, uint32_t index) {
  sound_put_free(pool, index);
  peeked = pool->lent[index + 64 - index % 64];
}

#define ALLOCATE allocate
#define RELEASE release
#define PUT_FREE put
#include "../../sound/pool.c"
