/* A buffer that was returned just now may be returned again. */
#include "../../sound/parts.h"

static int is_on_top(const bp_pool *pool, const bp_soa *buffer) {
  return pool->free_count > 0 && sound_index_of(pool, buffer) == pool->free_stack[pool->free_count - 1];
}

#define ABSORBS is_on_top

#include "../../sound/pool.c"
