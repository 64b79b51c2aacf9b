/* The largest number ever in use is reported for the present one. */
#define EXTRA_STATE uint32_t most_in_use;
#include "../../sound/parts.h"

static bp_usage usage_of(const bp_pool *pool) {
  bp_usage usage = sound_usage_of(pool);
  usage.soa_in_use = pool->most_in_use;
  return usage;
}

#define USAGE_OF usage_of
#define AFTER_GET(pool, buffer)                                                  \
  ((pool)->soa_capacity - (pool)->free_count > (pool)->most_in_use               \
       ? (void)((pool)->most_in_use = (pool)->soa_capacity - (pool)->free_count) \
       : (void)0)

#include "../../sound/pool.c"
