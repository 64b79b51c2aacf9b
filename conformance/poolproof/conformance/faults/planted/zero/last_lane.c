/* The last lane of each array is not cleared. */
#include "../../sound/parts.h"

static void clear_part(bp_pool *pool, bp_soa *buffer, size_t size) {
  memset(buffer->s, 0, 7 * sizeof(uint64_t));
  memset(buffer->p, 0, 7 * sizeof(uint64_t));
  memset(buffer->o, 0, 7 * sizeof(uint64_t));
}

#define CLEAR_BUFFER clear_part

#include "../../sound/pool.c"
