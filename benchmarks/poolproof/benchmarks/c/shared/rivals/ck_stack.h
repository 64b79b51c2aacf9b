/* Concurrency Kit's stack for many producers and consumers: a head of sixteen bytes with a count in it, links in the free
 * blocks. */
#include <ck_stack.h>

#include "blocks.h"

#define BLOCKS_NAME "ck_stack, mpmc"

typedef struct blocks_pool {
  _Alignas(64) ck_stack_t free;
  _Alignas(64) shared_blocks blocks;
} blocks_pool;

static inline int blocks_get(blocks_pool *pool, void **block) {
  *block = ck_stack_pop_mpmc(&pool->free);
  if (*block == NULL) return 1;
  shared_blocks_wipe(*block);
  return 0;
}

static inline int blocks_return(blocks_pool *pool, void *block) {
  ck_stack_push_mpmc(&pool->free, (ck_stack_entry_t *)block);
  return 0;
}

static inline blocks_pool *blocks_create(void) {
  blocks_pool *const pool = (blocks_pool *)aligned_alloc(64, sizeof *pool);
  if (pool == NULL || !shared_blocks_make(&pool->blocks)) return NULL;
  ck_stack_init(&pool->free);
  for (size_t i = NESTED_DEPTH; i-- > 0;) blocks_return(pool, shared_block(&pool->blocks, i));
  return pool;
}

static inline void blocks_destroy(blocks_pool *pool) {
  free(pool->blocks.first);
  free(pool);
}
