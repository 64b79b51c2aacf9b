/* The number of free buffers is reported as the total. */
#include "../../sound/parts.h"

static bp_usage usage_of(const bp_pool *pool) {
  bp_usage usage = sound_usage_of(pool);
  usage.soa_total = pool->free_count;
  return usage;
}

#define USAGE_OF usage_of

#include "../../sound/pool.c"
