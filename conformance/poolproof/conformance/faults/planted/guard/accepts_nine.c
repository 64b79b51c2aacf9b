/* Nine lanes are accepted. */
#define REFUSES_SIZE(size) ((size) > BP_LANES + 1)
#include "../../sound/pool.c"
