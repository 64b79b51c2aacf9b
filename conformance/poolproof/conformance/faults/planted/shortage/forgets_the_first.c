/* When there is no memory for the storage, create keeps the block that it had got before. */
#include "../../sound/parts.h"

static bp_pool *allocate_forgetting(bp_config config) {
  bp_pool *pool = (bp_pool *)calloc(1, sizeof *pool);
  if (pool == NULL) return NULL;
  uint8_t *storage = (uint8_t *)aligned_alloc(BP_SOA_ALIGNMENT, storage_bytes(config));
  if (storage == NULL) return NULL;
  memset(storage, 0, storage_bytes(config));
  adopt_storage(pool, config, storage);
  return pool;
}

#define ALLOCATE allocate_forgetting

#include "../../sound/pool.c"
