/* The first receipt has the id 1. */
#define BLANK_RECEIPT(pool, receipt, index) sound_blank_receipt(pool, receipt, (index) + 1)
#include "../../sound/pool.c"
