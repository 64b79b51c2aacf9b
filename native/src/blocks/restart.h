/* The stack of a pool that has lent nothing since create or clear. */
#ifndef BLOCKPOOL_RESTART_H
#define BLOCKPOOL_RESTART_H

#include "blockpool_inline/state.h"

/* Every block free, and as if never lent: block 0 is next. The last place holds NULL already. */
static inline void pp_restart(pp_pool *pool) {
  void **const last = pool->stack + pool->block_count;
  if (pool->known > pool->most_known_before_clear) {
    pool->most_known_before_clear = pool->known;
  }
  *last = NULL;
  pool->known = 0;
  pool->top = last;
}

#endif
