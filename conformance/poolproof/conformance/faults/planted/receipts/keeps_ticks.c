/* A reused receipt keeps its ticks and actual_ticks. */
#include "../../sound/parts.h"

static void blank_but(bp_pool *pool, bp_receipt *receipt, uint32_t index) {
  const bp_receipt before = *receipt;
  sound_blank_receipt(pool, receipt, index);
  receipt->ticks = before.ticks;
  receipt->actual_ticks = before.actual_ticks;
}

#define BLANK_RECEIPT blank_but

#include "../../sound/pool.c"
