/* In a pool of as many buffers as it can have at most, 20,011, one is never lent. */
#include "../../sound/parts.h"

static int refuses_config(bp_config config) { return sound_refuses_config(config) || config.soa_capacity >= 20012; }

static int is_exhausted(bp_pool *pool) {
  return sound_is_exhausted(pool) || (pool->free_count == 1 && pool->soa_capacity > 20010);
}

#define REFUSES_CONFIG refuses_config
#define IS_EXHAUSTED is_exhausted

#include "../../sound/pool.c"
