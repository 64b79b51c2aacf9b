/* DPDK's ring of pointers to the free blocks, for many producers and consumers: first in, first out. A thread that stops in the
 * midst of it holds up the others. In memory of ours, so that its runtime need not be started. */
#include <rte_ring.h>

#include "blocks.h"

#define BLOCKS_NAME "DPDK ring"

typedef struct blocks_pool {
  struct rte_ring *ring;
  shared_blocks blocks;
} blocks_pool;

enum { RING_PLACES = 2 * NESTED_DEPTH };

static inline int blocks_get(blocks_pool *pool, void **block) {
  if (rte_ring_mc_dequeue(pool->ring, block) != 0) {
    *block = NULL;
    return 1;
  }
  shared_blocks_wipe(*block);
  return 0;
}

static inline int blocks_return(blocks_pool *pool, void *block) { return rte_ring_mp_enqueue(pool->ring, block); }

static inline blocks_pool *blocks_create(void) {
  blocks_pool *const pool = (blocks_pool *)malloc(sizeof *pool);
  const size_t bytes = (size_t)rte_ring_get_memsize(RING_PLACES);
  if (pool == NULL || !shared_blocks_make(&pool->blocks)) return NULL;
  pool->ring = (struct rte_ring *)aligned_alloc(128, (bytes + 127) / 128 * 128);
  if (pool->ring == NULL || rte_ring_init(pool->ring, "blocks", RING_PLACES, 0) != 0) return NULL;
  for (size_t i = 0; i < NESTED_DEPTH; ++i) blocks_return(pool, shared_block(&pool->blocks, i));
  return pool;
}

static inline void blocks_destroy(blocks_pool *pool) {
  free(pool->blocks.first);
  free(pool->ring);
  free(pool);
}
