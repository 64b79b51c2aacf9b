/* Ids run on after a reset instead of starting at 0. */
#define EXTRA_STATE uint64_t handed_out;
#include "../../sound/parts.h"

static void blank(bp_pool *pool, bp_receipt *receipt, uint32_t index) {
  sound_blank_receipt(pool, receipt, index);
  receipt->id = pool->handed_out++;
}

#define BLANK_RECEIPT blank

#include "../../sound/pool.c"
