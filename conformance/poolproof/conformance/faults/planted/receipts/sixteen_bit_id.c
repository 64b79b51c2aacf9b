/* Ids are kept in 16 bits: wrong in a pool of more than 65,536 receipts. */
#define BLANK_RECEIPT(pool, receipt, index) sound_blank_receipt(pool, receipt, (uint16_t)(index))
#include "../../sound/pool.c"
