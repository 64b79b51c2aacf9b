/* Buffers start 8 bytes past a multiple of 64. */
#define FIRST_BUFFER ((size_t)8)
#define RECEIPT_GAP ((size_t)56)
#include "../../sound/pool.c"
