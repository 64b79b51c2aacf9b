/* The lent marks are read sixteen at a time, each time from a multiple of sixteen: the last read goes beyond the last mark. */
#define POOL_NAME "whole words"
#define EXTRA_STATE uint8_t *marks;
#include "../sound/parts.h"

typedef uint64_t __attribute__((may_alias)) word;

static bp_pool *allocate_marks(bp_config config) {
  bp_pool *pool = sound_allocate(config);
  uint8_t *marks = pool != NULL ? (uint8_t *)malloc(config.soa_capacity) : NULL; /* at a multiple of sixteen */
  if (marks == NULL) {
    if (pool != NULL) {
      sound_release(pool);
    }
    return NULL;
  }
  pool->lent = pool->marks = marks;
  return pool;
}

static void release_marks(bp_pool *pool) {
  if (pool != NULL) {
    free(pool->marks);
    sound_release(pool);
  }
}

/* As a vector would be read: what lies beyond the mark that is asked for does not count. */
static int is_lent(const bp_pool *pool, uint32_t index) {
  const word *lane = (const word *)(const void *)(pool->marks + index / 16 * 16);
  uint8_t bytes[16];
  const uint64_t both[2] = {lane[0], lane[1]};
  memcpy(bytes, both, sizeof bytes);
  return bytes[index % 16] != 0;
}

#define ALLOCATE allocate_marks
#define RELEASE release_marks
#define IS_LENT is_lent
#include "../sound/pool.c"
