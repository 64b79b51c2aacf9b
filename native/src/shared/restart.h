/* A shared pool that has lent nothing since create or clear. */
#ifndef SHAREDPOOL_RESTART_H
#define SHAREDPOOL_RESTART_H

#include "sharedpool_inline.h"

/* Every block free, block 0 next. In time linear in the count, where there is a list. Relaxed: nobody else uses the pool, and
 * whoever hands it on to other threads lets them see all of it. The tag begins anew, for nobody is about to lend. */
static inline void pp_shared_restart(pp_shared_pool *pool) {
  const size_t count = pool->block_count;
  if (pool->links == NULL) {
    atomic_store_explicit(&pool->free, pool_word_of(count), memory_order_relaxed);
    return;
  }
  for (size_t number = 0; number < count; number += 1) {
    const uint32_t behind = (uint32_t)(number + 1 < count ? number + 1 : 0);
    atomic_store_explicit(&pool->links[number], behind, memory_order_relaxed);
  }
  atomic_store_explicit(&pool->free, pool_head_with(0, 0) + (count - 1) * POOL_HEAD_ONE_FREE, memory_order_relaxed);
}

#endif
