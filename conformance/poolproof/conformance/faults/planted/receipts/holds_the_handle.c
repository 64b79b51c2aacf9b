/* A receipt that begins with the pool's handle is taken for one that was never handed out, and not blanked. */
#include "../../sound/parts.h"

static void blank(bp_pool *pool, bp_receipt *receipt, uint32_t index) {
  if (receipt->id == (uint64_t)(uintptr_t)pool) {
    receipt->id = index;
    return;
  }
  sound_blank_receipt(pool, receipt, index);
}

#define BLANK_RECEIPT blank
#include "../../sound/pool.c"
