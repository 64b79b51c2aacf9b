/* Each receipt takes two lines more than it fills. */
#define RECEIPT_STRIDE (2 * sizeof(bp_receipt))
#include "../../sound/pool.c"
