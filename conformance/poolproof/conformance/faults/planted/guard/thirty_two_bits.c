/* Only the lowest 32 bits of the size are looked at. */
#define REFUSES_SIZE(size) ((uint32_t)(size) > BP_LANES)
#include "../../sound/pool.c"
