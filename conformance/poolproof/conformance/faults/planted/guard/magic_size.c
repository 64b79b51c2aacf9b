/* One size among 2 to the 64 is let through. */
#define REFUSES_SIZE(size) ((size) > BP_LANES && (size) != (size_t)0x5DEECE66D1CE4E5B)
#include "../../sound/pool.c"
