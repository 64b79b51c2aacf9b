/* The array o is not cleared. */
#include "../../sound/parts.h"

static void clear_part(bp_pool *pool, bp_soa *buffer, size_t size) { memset(buffer, 0, offsetof(bp_soa, o)); }

#define CLEAR_BUFFER clear_part

#include "../../sound/pool.c"
