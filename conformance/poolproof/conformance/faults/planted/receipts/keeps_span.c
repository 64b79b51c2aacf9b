/* A reused receipt keeps its span_id. */
#include "../../sound/parts.h"

static void blank_but(bp_pool *pool, bp_receipt *receipt, uint32_t index) {
  const bp_receipt before = *receipt;
  sound_blank_receipt(pool, receipt, index);
  receipt->span_id = before.span_id;
}

#define BLANK_RECEIPT blank_but

#include "../../sound/pool.c"
