/* Buffers are cleared when they are returned; those that clear takes back stay dirty. */
#include "../../sound/parts.h"

static void put_cleared(bp_pool *pool, uint32_t index) {
  memset(sound_buffer_at(pool, index), 0, sizeof(bp_soa));
  sound_put_free(pool, index);
}

#define PUT_FREE put_cleared
#define CLEAR_BUFFER(pool, buffer, size) ((void)(size))

#include "../../sound/pool.c"
