/* Only the array s is cleared; p and o keep what the last holder wrote. */
#include "../../sound/parts.h"

static void clear_part(bp_pool *pool, bp_soa *buffer, size_t size) { memset(buffer->s, 0, sizeof buffer->s); }

#define CLEAR_BUFFER clear_part

#include "../../sound/pool.c"
