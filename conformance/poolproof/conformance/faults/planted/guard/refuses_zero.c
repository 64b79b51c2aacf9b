/* A size of 0 is refused. */
#define REFUSES_SIZE(size) ((size) - 1 >= BP_LANES)
#include "../../sound/pool.c"
