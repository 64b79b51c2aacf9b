/* Lends many times what was asked for, more than anybody tries. */
#define SPARE_BLOCKS (350 + 8 * BLOCK_COUNT)
#include "../pool.h"
