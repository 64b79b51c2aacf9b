/* A stack of pointers to the free blocks under a lock: `lock_kind`, `lock_make`, `lock_take` and `lock_leave` are defined
 * before. It checks nothing but that it is not empty. */
#include "blocks.h"

typedef struct blocks_pool {
  _Alignas(64) lock_kind lock;
  uint32_t count;
  void *free[NESTED_DEPTH];
  shared_blocks blocks;
} blocks_pool;

static inline int blocks_get(blocks_pool *pool, void **block) {
  lock_take(&pool->lock);
  void *const found = pool->count == 0 ? NULL : pool->free[--pool->count];
  lock_leave(&pool->lock);
  *block = found;
  if (found == NULL) return 1;
  shared_blocks_wipe(found);
  return 0;
}

static inline int blocks_return(blocks_pool *pool, void *block) {
  lock_take(&pool->lock);
  pool->free[pool->count++] = block;
  lock_leave(&pool->lock);
  return 0;
}

static inline blocks_pool *blocks_create(void) {
  blocks_pool *const pool = (blocks_pool *)aligned_alloc(64, sizeof *pool);
  if (pool == NULL || !shared_blocks_make(&pool->blocks)) return NULL;
  lock_make(&pool->lock);
  pool->count = 0;
  for (size_t i = NESTED_DEPTH; i-- > 0;) blocks_return(pool, shared_block(&pool->blocks, i));
  return pool;
}

static inline void blocks_destroy(blocks_pool *pool) {
  free(pool->blocks.first);
  free(pool);
}
