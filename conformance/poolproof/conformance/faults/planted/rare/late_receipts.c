/* From id 512 on, a reused receipt keeps its span_id. */
#include "../../sound/parts.h"

static void blank(bp_pool *pool, bp_receipt *receipt, uint32_t index) {
  const uint64_t span = receipt->span_id;
  sound_blank_receipt(pool, receipt, index);
  receipt->span_id = index >= 512 ? span : 0;
}

#define BLANK_RECEIPT blank

#include "../../sound/pool.c"
