/* A reused receipt keeps everything: only its id is written. */
#define BLANK_RECEIPT(pool, receipt, index) ((void)((receipt)->id = (index)))
#include "../../sound/pool.c"
