/* An exhausted pool lends a buffer that is lent already. */
#include "../../sound/parts.h"

static uint32_t take_free_or_lent(bp_pool *pool) { return pool->free_count > 0 ? sound_take_free(pool) : 0; }

#define IS_EXHAUSTED(pool) 0
#define TAKE_FREE take_free_or_lent

#include "../../sound/pool.c"
