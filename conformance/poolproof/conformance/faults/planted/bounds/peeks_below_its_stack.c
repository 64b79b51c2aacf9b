/* A get reads the top of the stack before it looks whether there is one: exhausted, it reads the entry below the bottom. */
#include "../../sound/parts.h"

static volatile uint32_t peeked;

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

static int is_exhausted(bp_pool *pool) {
  peeked = pool->free_stack[(size_t)pool->free_count - 1];
  return sound_is_exhausted(pool);
}

#define ALLOCATE allocate
#define RELEASE release
#define IS_EXHAUSTED is_exhausted
#include "../../sound/pool.c"
