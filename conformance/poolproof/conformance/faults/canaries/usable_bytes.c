/* The lent marks and the free stack share a block of which all is used that the C library says may be. */
#include <malloc.h>

#define POOL_NAME "usable bytes"
#define EXTRA_STATE uint8_t *shared;
#include "../sound/parts.h"

static bp_pool *allocate_usable(bp_config config) {
  bp_pool *pool = sound_allocate(config);
  uint8_t *shared = pool != NULL ? (uint8_t *)malloc(config.soa_capacity * (sizeof(uint32_t) + 1) + 3) : NULL;
  if (shared == NULL) {
    if (pool != NULL) {
      sound_release(pool);
    }
    return NULL;
  }
  const size_t bytes = malloc_usable_size(shared);
  memset(shared, 0xFF, bytes); /* all of it is the pool's */
  pool->shared = shared;
  pool->free_stack = (uint32_t *)(void *)shared;
  pool->lent = shared + bytes - config.soa_capacity;
  return pool;
}

static void release_usable(bp_pool *pool) {
  if (pool != NULL) {
    free(pool->shared);
    sound_release(pool);
  }
}

#define ALLOCATE allocate_usable
#define RELEASE release_usable
#include "../sound/pool.c"
