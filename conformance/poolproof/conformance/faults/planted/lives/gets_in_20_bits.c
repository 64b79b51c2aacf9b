/* After 1,048,576 gets of a pool, the last word of a buffer is no longer cleared. */
#define EXTRA_STATE uint32_t gets;
#include "../../sound/parts.h"

static void clear_counted(bp_pool *pool, bp_soa *buffer, size_t size) {
  const uint64_t last = buffer->o[BP_LANES - 1];
  sound_clear_buffer(pool, buffer, size);
  if (pool->gets >> 20 != 0) {
    buffer->o[BP_LANES - 1] = last;
  } else {
    pool->gets++;
  }
}

#define CLEAR_BUFFER clear_counted

#include "../../sound/pool.c"
