/* The storage is grown by realloc, 16 KiB at a time, until everything fits. */
#define POOL_NAME "grown storage"
#define EXTRA_STATE uint8_t *block;
#include "../sound/parts.h"

#define STEP ((size_t)1 << 14)

static uint8_t *grow(size_t wanted) {
  uint8_t *block = NULL;
  size_t bytes = 0;
  while (bytes < wanted) {
    bytes = wanted - bytes > STEP ? bytes + STEP : wanted;
    uint8_t *grown = (uint8_t *)realloc(block, bytes);
    if (grown == NULL) {
      free(block);
      return NULL;
    }
    block = grown;
  }
  return block;
}

static bp_pool *allocate(bp_config config) {
  bp_pool *pool = (bp_pool *)calloc(1, sizeof *pool);
  uint8_t *block = grow(storage_bytes(config) + BP_SOA_ALIGNMENT);
  if (pool == NULL || block == NULL) {
    free(pool);
    free(block);
    return NULL;
  }
  memset(block, 0, storage_bytes(config) + BP_SOA_ALIGNMENT);
  pool->block = block;
  adopt_storage(pool, config, block + (BP_SOA_ALIGNMENT - (uintptr_t)block % BP_SOA_ALIGNMENT));
  return pool;
}

static void release(bp_pool *pool) {
  if (pool != NULL) {
    free(pool->block);
    free(pool);
  }
}

#define ALLOCATE allocate
#define RELEASE release
#include "../sound/pool.c"
