/* After clear the receipts start again in number, but their ids run on. */
#define EXTRA_STATE uint32_t first_id;
#include "../../sound/parts.h"

static void clear_but_remember(bp_pool *pool) {
  pool->first_id += pool->receipts_in_use;
  sound_free_all(pool);
  sound_reset_receipts(pool);
}

#define CLEAR_ALL clear_but_remember
#define BLANK_RECEIPT(pool, receipt, index) sound_blank_receipt(pool, receipt, (pool)->first_id + (index))

#include "../../sound/pool.c"
