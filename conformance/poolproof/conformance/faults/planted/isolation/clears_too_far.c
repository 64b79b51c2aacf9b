/* Clearing a buffer also zeroes the first word of the one behind it. */
#include "../../sound/parts.h"

static void clear_too_far(bp_pool *pool, bp_soa *buffer, size_t size) {
  sound_clear_buffer(pool, buffer, size);
  if (sound_index_of(pool, buffer) + 1 < pool->soa_capacity) {
    buffer[1].s[0] = 0;
  }
}

#define CLEAR_BUFFER clear_too_far

#include "../../sound/pool.c"
