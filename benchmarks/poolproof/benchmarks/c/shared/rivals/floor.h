/* No pool: a number that is counted down and up again, by a locked compare-and-exchange each, and tells which block it is. A
 * pool that keeps its state in one place and takes no lock can do with no less. */
#include <stdatomic.h>

#include "blocks.h"

#define BLOCKS_NAME "floor"

typedef struct blocks_pool {
  _Alignas(64) _Atomic uint64_t free;
  _Alignas(64) shared_blocks blocks;
} blocks_pool;

static inline int blocks_get(blocks_pool *pool, void **block) {
  uint64_t seen = atomic_load_explicit(&pool->free, memory_order_relaxed);
  while (!atomic_compare_exchange_weak_explicit(&pool->free, &seen, seen - 1, memory_order_acquire, memory_order_relaxed)) {
    continue;
  }
  *block = shared_block(&pool->blocks, (seen - 1) % NESTED_DEPTH);
  shared_blocks_wipe(*block);
  return 0;
}

static inline int blocks_return(blocks_pool *pool, void *block) {
  (void)block;
  uint64_t seen = atomic_load_explicit(&pool->free, memory_order_relaxed);
  while (!atomic_compare_exchange_weak_explicit(&pool->free, &seen, seen + 1, memory_order_release, memory_order_relaxed)) {
    continue;
  }
  return 0;
}

static inline blocks_pool *blocks_create(void) {
  blocks_pool *const pool = (blocks_pool *)aligned_alloc(64, sizeof *pool);
  if (pool == NULL || !shared_blocks_make(&pool->blocks)) return NULL;
  atomic_store(&pool->free, NESTED_DEPTH);
  return pool;
}

static inline void blocks_destroy(blocks_pool *pool) {
  free(pool->blocks.first);
  free(pool);
}
