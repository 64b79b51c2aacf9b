/* Clear does nothing while every buffer is lent. */
#include "../../sound/parts.h"

static void clear_unless_exhausted(bp_pool *pool) {
  if (pool->free_count > 0) {
    sound_free_all(pool);
    sound_reset_receipts(pool);
  }
}

#define CLEAR_ALL clear_unless_exhausted

#include "../../sound/pool.c"
