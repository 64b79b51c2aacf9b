/* A pool of a single buffer lends it again and again. */
#include "../../sound/parts.h"

static uint32_t take(bp_pool *pool) { return pool->free_count > 0 ? sound_take_free(pool) : 0; }

#define IS_EXHAUSTED(pool) (sound_is_exhausted(pool) && (pool)->soa_capacity != 1)
#define TAKE_FREE take

#include "../../sound/pool.c"
