// The size is narrowed to int, so that large ones turn negative.
#include "../../sound/parts.h"

#define REFUSES_SIZE(size) (static_cast<int>(size) > BP_LANES)

#include "../../sound/pool.c"
