/* A receipt is blanked at its first use since a reset; resets are counted in 14 bits, of which 0 is left out: after 16,383 of
 * them it is the same again. */
#include <stdint.h>

enum { COUNTED_RECEIPTS = 1100, RESET_MASK = 16383 };

#define EXTRA_STATE \
  uint16_t resets;  \
  uint16_t used_at[1100];
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
  pool->resets = (uint16_t)((pool->resets + 1) & RESET_MASK);
  pool->resets += pool->resets == 0;
  sound_reset_receipts(pool);
}

#define BLANK_RECEIPT blank_once
#define RESET_RECEIPTS count_reset

#include "../../sound/pool.c"
