/* The size is compared in bytes, and the product overflows. */
#define REFUSES_SIZE(size) ((size) * sizeof(uint64_t) > sizeof(uint64_t[BP_LANES]))
#include "../../sound/pool.c"
