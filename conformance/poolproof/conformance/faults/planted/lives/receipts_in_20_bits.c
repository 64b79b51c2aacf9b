/* Every 1,048,576th receipt of a pool keeps its span. */
#define EXTRA_STATE uint32_t receipts;
#include "../../sound/parts.h"

static void blank_counted(bp_pool *pool, bp_receipt *receipt, uint32_t index) {
  const uint64_t span = receipt->span_id;
  sound_blank_receipt(pool, receipt, index);
  if ((++pool->receipts & 0xFFFFF) == 0) {
    receipt->span_id = span;
  }
}

#define BLANK_RECEIPT blank_counted

#include "../../sound/pool.c"
