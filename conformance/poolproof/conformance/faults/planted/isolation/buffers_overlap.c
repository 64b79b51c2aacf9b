/* Buffers stand 128 bytes apart, so each shares a line with the next. */
#define BUFFER_STRIDE ((size_t)128)
#define RECEIPT_GAP ((size_t)64)
#include "../../sound/pool.c"
