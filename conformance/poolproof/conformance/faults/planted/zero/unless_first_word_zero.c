/* A buffer whose first word is zero is taken for clean. */
#include "../../sound/parts.h"

static void clear_part(bp_pool *pool, bp_soa *buffer, size_t size) {
  if (buffer->s[0] != 0) {
    sound_clear_buffer(pool, buffer, size);
  }
}

#define CLEAR_BUFFER clear_part

#include "../../sound/pool.c"
