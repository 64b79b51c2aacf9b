/* The optional bp_name is left out. */
#define NAMELESS
#include "../sound/pool.c"
