/* Create takes 1 MiB more than it needs. */
#define STATE_GAP ((size_t)1 << 20)
#include "../../sound/pool.c"
