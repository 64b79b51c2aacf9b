/* Only the lowest 8 bits of the size are looked at. */
#define REFUSES_SIZE(size) ((uint8_t)(size) > BP_LANES)
#include "../../sound/pool.c"
