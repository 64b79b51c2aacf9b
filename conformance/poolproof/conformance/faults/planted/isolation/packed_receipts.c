/* Receipts stand 64 bytes apart, so each shares a line with the next. */
#define RECEIPT_STRIDE ((size_t)64)
#define STATE_GAP ((size_t)64)
#include "../../sound/pool.c"
