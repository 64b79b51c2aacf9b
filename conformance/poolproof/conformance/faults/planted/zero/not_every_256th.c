/* Every 256th get clears nothing. */
#define EXTRA_STATE uint32_t gets;
#include "../../sound/parts.h"

static void clear_part(bp_pool *pool, bp_soa *buffer, size_t size) {
  if (++pool->gets % 256 != 0) {
    sound_clear_buffer(pool, buffer, size);
  }
}

#define CLEAR_BUFFER clear_part

#include "../../sound/pool.c"
