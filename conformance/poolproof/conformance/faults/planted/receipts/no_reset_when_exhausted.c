/* A reset does nothing once every receipt was handed out. */
#include "../../sound/parts.h"

static void reset_unless_exhausted(bp_pool *pool) {
  if (pool->receipts_in_use < pool->receipt_capacity) {
    sound_reset_receipts(pool);
  }
}

#define RESET_RECEIPTS reset_unless_exhausted
#define CLEAR_ALL(pool) (FREE_ALL(pool), sound_reset_receipts(pool))

#include "../../sound/pool.c"
