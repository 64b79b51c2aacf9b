// Ids come from a function's static counter, which every pool steps on.
#include "../../sound/parts.h"

static uint64_t next_id(bool from_zero) {
  static uint64_t id = 0;
  id = from_zero ? 0 : id;
  return from_zero ? 0 : id++;
}

static void blank_with_next_id(bp_pool *pool, bp_receipt *receipt, uint32_t index) {
  sound_blank_receipt(pool, receipt, index);
  receipt->id = next_id(false);
}

static void reset_with_id(bp_pool *pool) {
  sound_reset_receipts(pool);
  next_id(true);
}

#define BLANK_RECEIPT blank_with_next_id
#define RESET_RECEIPTS reset_with_id

#include "../../sound/pool.c"
