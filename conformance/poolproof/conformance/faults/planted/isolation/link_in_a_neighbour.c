/* A return writes its link into the buffer that was lent last, which may still be lent. */
#define EXTRA_STATE uint32_t newest;
#include "../../sound/parts.h"

static uint32_t take_and_remember(bp_pool *pool) { return pool->newest = sound_take_free(pool); }

static void put_and_link(bp_pool *pool, uint32_t index) {
  sound_put_free(pool, index);
  sound_buffer_at(pool, pool->newest)->o[7] = index + 1;
}

#define TAKE_FREE take_and_remember
#define PUT_FREE put_and_link

#include "../../sound/pool.c"
