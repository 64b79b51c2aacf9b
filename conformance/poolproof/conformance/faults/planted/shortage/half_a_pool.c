/* Where there is no memory for a whole pool, create makes one of half the buffers and calls it whole. */
#define EXTRA_STATE uint32_t promised;
#include "../../sound/parts.h"

static bp_pool *allocate_what_there_is(bp_config config) {
  bp_config half = config;
  bp_pool *pool = sound_allocate(config);
  half.soa_capacity = (config.soa_capacity + 1) / 2;
  if (pool == NULL) pool = sound_allocate(half);
  if (pool != NULL) pool->promised = config.soa_capacity;
  return pool;
}

static bp_usage usage_as_promised(const bp_pool *pool) {
  const bp_usage usage = {pool->soa_capacity - pool->free_count, pool->promised, pool->receipts_in_use, pool->receipt_capacity};
  return usage;
}

#define ALLOCATE allocate_what_there_is
#define USAGE_OF usage_as_promised

#include "../../sound/pool.c"
