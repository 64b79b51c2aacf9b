/* Only as many lanes are cleared as the new holder asked for. */
#include "../../sound/parts.h"

static void clear_part(bp_pool *pool, bp_soa *buffer, size_t size) {
  memset(buffer->s, 0, size * sizeof(uint64_t));
  memset(buffer->p, 0, size * sizeof(uint64_t));
  memset(buffer->o, 0, size * sizeof(uint64_t));
}

#define CLEAR_BUFFER clear_part

#include "../../sound/pool.c"
