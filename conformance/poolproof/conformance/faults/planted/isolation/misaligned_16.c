/* Buffers start 16 bytes past a multiple of 64. */
#define FIRST_BUFFER ((size_t)16)
#define RECEIPT_GAP ((size_t)48)
#include "../../sound/pool.c"
