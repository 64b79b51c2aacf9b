/* The array p is not cleared. */
#include "../../sound/parts.h"

static void clear_part(bp_pool *pool, bp_soa *buffer, size_t size) {
  memset(buffer->s, 0, sizeof buffer->s);
  memset(buffer->o, 0, sizeof buffer->o);
}

#define CLEAR_BUFFER clear_part

#include "../../sound/pool.c"
