/* Only the lowest 16 bits of the size are looked at. */
#define REFUSES_SIZE(size) ((uint16_t)(size) > BP_LANES)
#include "../../sound/pool.c"
