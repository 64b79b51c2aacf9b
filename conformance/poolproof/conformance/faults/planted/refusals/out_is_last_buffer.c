/* An exhausted get answers with its status and the buffer lent last. */
#define EXTRA_STATE uint32_t newest;
#include "../../sound/parts.h"

static uint32_t take_and_remember(bp_pool *pool) { return pool->newest = sound_take_free(pool); }

#define TAKE_FREE take_and_remember
#define HAND_OUT_NO_BUFFER(pool, out) (*(out) = sound_is_exhausted(pool) ? sound_buffer_at(pool, (pool)->newest) : NULL)

#include "../../sound/pool.c"
