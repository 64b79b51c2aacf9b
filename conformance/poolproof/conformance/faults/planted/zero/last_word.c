/* The very last word of the buffer is not cleared. */
#include "../../sound/parts.h"

static void clear_part(bp_pool *pool, bp_soa *buffer, size_t size) { memset(buffer, 0, sizeof *buffer - sizeof(uint64_t)); }

#define CLEAR_BUFFER clear_part

#include "../../sound/pool.c"
