/* A reused receipt keeps its cycle_id. */
#include "../../sound/parts.h"

static void blank_but(bp_pool *pool, bp_receipt *receipt, uint32_t index) {
  const bp_receipt before = *receipt;
  sound_blank_receipt(pool, receipt, index);
  receipt->cycle_id = before.cycle_id;
}

#define BLANK_RECEIPT blank_but

#include "../../sound/pool.c"
