/* Ids are kept in 8 bits. */
#define BLANK_RECEIPT(pool, receipt, index) sound_blank_receipt(pool, receipt, (uint8_t)(index))
#include "../../sound/pool.c"
