/* Exhausted receipts are refused with the status of exhausted buffers. */
#define RECEIPTS_REFUSAL(pool) (RECEIPTS_EXHAUSTED(pool) ? BP_EXHAUSTED : BP_OK)
#include "../../sound/pool.c"
