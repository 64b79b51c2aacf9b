/* Buffers start 32 bytes past a multiple of 64. */
#define FIRST_BUFFER ((size_t)32)
#define RECEIPT_GAP ((size_t)32)
#include "../../sound/pool.c"
