/* In a pool of 3,000 receipts or more, the last one is never handed out. */
#include "../../sound/parts.h"

static int receipts_exhausted(bp_pool *pool) {
  return sound_receipts_exhausted(pool) ||
         (pool->receipt_capacity >= 3000 && pool->receipts_in_use + 1 == pool->receipt_capacity);
}

#define RECEIPTS_EXHAUSTED receipts_exhausted

#include "../../sound/pool.c"
