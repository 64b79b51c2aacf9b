/* A reused receipt keeps its lanes and flags. */
#include "../../sound/parts.h"

static void blank_but(bp_pool *pool, bp_receipt *receipt, uint32_t index) {
  const bp_receipt before = *receipt;
  sound_blank_receipt(pool, receipt, index);
  receipt->lanes = before.lanes;
  receipt->flags = before.flags;
}

#define BLANK_RECEIPT blank_but

#include "../../sound/pool.c"
