/* After clear the old count of buffers is reported until the next get or return. */
#define EXTRA_STATE uint32_t counted;
#include "../../sound/parts.h"

static bp_usage usage_of(const bp_pool *pool) {
  bp_usage usage = sound_usage_of(pool);
  usage.soa_in_use = pool->counted;
  return usage;
}

#define USAGE_OF usage_of
#define AFTER_GET(pool, buffer) ((pool)->counted = (pool)->soa_capacity - (pool)->free_count)
#define PUT_FREE(pool, index) (sound_put_free(pool, index), AFTER_GET(pool, index))

#include "../../sound/pool.c"
