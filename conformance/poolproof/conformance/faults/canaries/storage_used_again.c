/* The storage of the pool that ended last is kept, and used again by any that fits into it, larger as it may be. */
#define POOL_NAME "storage used again"
#define EXTRA_STATE size_t bytes;
#include "../sound/parts.h"

static uint8_t *kept;
static size_t kept_bytes;

static uint8_t *storage_for(size_t bytes, size_t *real_bytes) {
  uint8_t *storage = kept;
  *real_bytes = kept_bytes;
  if (storage == NULL || kept_bytes < bytes || kept_bytes / 4 > bytes) {
    *real_bytes = bytes;
    return aligned_alloc(BP_SOA_ALIGNMENT, bytes);
  }
  kept = NULL;
  return storage;
}

static bp_pool *allocate(bp_config config) {
  size_t bytes = 0;
  bp_pool *pool = calloc(1, sizeof *pool);
  uint8_t *storage = storage_for(storage_bytes(config), &bytes);
  if (pool == NULL || storage == NULL) {
    free(pool);
    free(storage);
    return NULL;
  }
  memset(storage, 0, bytes);
  adopt_storage(pool, config, storage);
  pool->bytes = bytes;
  return pool;
}

static void keep_storage(bp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  free(kept);
  kept = pool->storage;
  kept_bytes = pool->bytes;
  free(pool);
}

#define ALLOCATE allocate
#define RELEASE keep_storage
#include "../sound/pool.c"
