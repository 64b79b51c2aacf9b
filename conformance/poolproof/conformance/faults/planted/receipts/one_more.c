/* One receipt more than the capacity is handed out. */
#define STATE_GAP sizeof(bp_receipt)
#define RECEIPTS_EXHAUSTED(pool) ((pool)->receipts_in_use > (pool)->receipt_capacity)
#include "../../sound/pool.c"
