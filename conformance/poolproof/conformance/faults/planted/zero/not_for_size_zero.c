/* A get of size 0 clears nothing. */
#include "../../sound/parts.h"

static void clear_part(bp_pool *pool, bp_soa *buffer, size_t size) {
  if (size != 0) {
    sound_clear_buffer(pool, buffer, size);
  }
}

#define CLEAR_BUFFER clear_part

#include "../../sound/pool.c"
