/* Receipts are blanked by a reset; clear hands out dirty ones. */
#include "../../sound/parts.h"

static void reset_and_blank(bp_pool *pool) {
  memset((void *)sound_receipt_at(pool, 0), 0, pool->receipts_in_use * sizeof(bp_receipt));
  sound_reset_receipts(pool);
}

#define BLANK_RECEIPT(pool, receipt, index) ((void)((receipt)->id = (index)))
#define RESET_RECEIPTS reset_and_blank
#define CLEAR_ALL(pool) (FREE_ALL(pool), sound_reset_receipts(pool))

#include "../../sound/pool.c"
