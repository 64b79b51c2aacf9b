/* Only the first clear of a pool's life does anything. */
#define EXTRA_STATE int cleared;
#include "../../sound/parts.h"

static void clear_once(bp_pool *pool) {
  if (!pool->cleared) {
    pool->cleared = 1;
    sound_free_all(pool);
    sound_reset_receipts(pool);
  }
}

#define CLEAR_ALL clear_once

#include "../../sound/pool.c"
