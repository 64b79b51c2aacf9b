/* The first receipt lies in the last line of the last buffer. */
#define RECEIPT_GAP (-(size_t)64)
#include "../../sound/pool.c"
