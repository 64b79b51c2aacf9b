/* The free stack is a block of its own, and a mark is written behind its last entry. */
#include "../../sound/parts.h"

static bp_pool *allocate(bp_config config) {
  bp_pool *pool = sound_allocate(config);
  uint32_t *stack = pool != NULL ? (uint32_t *)malloc(config.soa_capacity * sizeof(uint32_t)) : NULL;
  if (stack == NULL) {
    if (pool != NULL) sound_release(pool);
    return NULL;
  }
  pool->free_stack = stack;
  return pool;
}

static void release(bp_pool *pool) {
  if (pool != NULL) {
    free(pool->free_stack);
    sound_release(pool);
  }
}

#define ALLOCATE allocate
#define RELEASE release
#define AFTER_CREATE(pool) ((pool)->free_stack[(pool)->soa_capacity] = NOT_A_BUFFER)
#include "../../sound/pool.c"
