/* Every 4,096th get of an exhausted pool hands out the buffer lent first once more. */
#include <stdint.h>

#define EXTRA_STATE uint32_t refused;
#include "../../sound/parts.h"

static int is_exhausted(bp_pool *pool) { return sound_is_exhausted(pool) && (++pool->refused & 4095) != 0; }

static uint32_t take_any(bp_pool *pool) { return pool->free_count == 0 ? 0 : sound_take_free(pool); }

#define IS_EXHAUSTED is_exhausted
#define TAKE_FREE take_any

#include "../../sound/pool.c"
