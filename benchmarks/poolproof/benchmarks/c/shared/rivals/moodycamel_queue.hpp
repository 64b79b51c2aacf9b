// moodycamel::ConcurrentQueue of pointers to the free blocks: first in, first out, of each thread.
#include <concurrentqueue/concurrentqueue.h>

#include "blocks.h"

#define BLOCKS_NAME "moodycamel::ConcurrentQueue"

struct blocks_pool {
  moodycamel::ConcurrentQueue<void *> free{4096};
  shared_blocks blocks;
};

static inline int blocks_get(blocks_pool *pool, void **block) {
  *block = nullptr;
  if (!pool->free.try_dequeue(*block)) return 1;
  shared_blocks_wipe(*block);
  return 0;
}

static inline int blocks_return(blocks_pool *pool, void *block) { return pool->free.enqueue(block) ? 0 : 1; }

static inline blocks_pool *blocks_create() {
  blocks_pool *const pool = new blocks_pool;
  if (!shared_blocks_make(&pool->blocks)) return nullptr;
  for (size_t i = NESTED_DEPTH; i-- > 0;) blocks_return(pool, shared_block(&pool->blocks, i));
  return pool;
}

static inline void blocks_destroy(blocks_pool *pool) {
  std::free(pool->blocks.first);
  delete pool;
}
