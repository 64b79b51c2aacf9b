/* A full run of eight lanes is refused. */
#define REFUSES_SIZE(size) ((size) >= BP_LANES)
#include "../../sound/pool.c"
