/* A buffer is cleared when it is first lent and first reused, and never after. */
#define EXTRA_STATE uint8_t lendings[256];
#include "../../sound/parts.h"

static void clear_part(bp_pool *pool, bp_soa *buffer, size_t size) {
  uint8_t *lendings = &pool->lendings[sound_index_of(pool, buffer) % 256];
  if (*lendings < 2) {
    ++*lendings;
    sound_clear_buffer(pool, buffer, size);
  }
}

#define CLEAR_BUFFER clear_part

#include "../../sound/pool.c"
