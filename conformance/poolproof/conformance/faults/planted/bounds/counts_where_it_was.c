/* Clear moves the free stack to a new block, and the next get still looks at the old one. */
#define EXTRA_STATE uint32_t *old;
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

static void free_all(bp_pool *pool) {
  uint32_t *moved = (uint32_t *)malloc(pool->soa_capacity * sizeof(uint32_t));
  if (moved != NULL && pool->free_stack != NULL) {
    free(pool->free_stack);
    pool->old = pool->free_stack;
    pool->free_stack = moved;
  }
  sound_free_all(pool);
}

static uint32_t take(bp_pool *pool) {
  if (pool->old != NULL) {
    peeked = *pool->old;
  }
  pool->old = NULL;
  return sound_take_free(pool);
}
#define AFTER_CREATE(pool) ((pool)->old = NULL)
#define ALLOCATE allocate
#define RELEASE release
#define FREE_ALL free_all
#define TAKE_FREE take
#include "../../sound/pool.c"
