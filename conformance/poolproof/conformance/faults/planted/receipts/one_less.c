/* The last receipt is never handed out. */
#define RECEIPTS_EXHAUSTED(pool) ((pool)->receipts_in_use + 1 >= (pool)->receipt_capacity)
#include "../../sound/pool.c"
