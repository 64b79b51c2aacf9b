/* Create takes it for granted that it gets its storage. */
#include "../../sound/parts.h"

static bp_pool *allocate_unchecked(bp_config config) {
  bp_pool *pool = (bp_pool *)calloc(1, sizeof *pool);
  if (pool == NULL) return NULL;
  uint8_t *storage = (uint8_t *)aligned_alloc(BP_SOA_ALIGNMENT, storage_bytes(config));
  memset(storage, 0, storage_bytes(config));
  adopt_storage(pool, config, storage);
  return pool;
}

#define ALLOCATE allocate_unchecked

#include "../../sound/pool.c"
