/* A receipt is blanked at its first use since a reset; resets are counted in 8 bits, and after 256 of them it is the same
 * again. */
#include <stdint.h>

enum { COUNTED_RECEIPTS = 1100 };

#define EXTRA_STATE \
  uint8_t resets;   \
  uint8_t used_at[1100];
#include "../../sound/parts.h"

static void blank_once(bp_pool *pool, bp_receipt *receipt, uint32_t index) {
  const int is_counted = index < COUNTED_RECEIPTS;
  if (!is_counted || pool->used_at[index] != pool->resets) {
    sound_blank_receipt(pool, receipt, index);
  }
  receipt->id = index;
  if (is_counted) {
    pool->used_at[index] = pool->resets;
  }
}

static void count_reset(bp_pool *pool) {
  pool->resets++;
  sound_reset_receipts(pool);
}

#define BLANK_RECEIPT blank_once
#define RESET_RECEIPTS count_reset

#include "../../sound/pool.c"
