/* The buffers lie in a block of their own, a line of 64 bytes too short for the last one. */
#define EXTRA_STATE uint8_t *buffers;
#include "../../sound/parts.h"

static bp_pool *allocate(bp_config config) {
  bp_pool *pool = sound_allocate(config);
  uint8_t *buffers = pool != NULL ? (uint8_t *)aligned_alloc(64, config.soa_capacity * sizeof(bp_soa) - 64) : NULL;
  if (buffers == NULL) {
    if (pool != NULL) sound_release(pool);
    return NULL;
  }
  memset(buffers, 0, config.soa_capacity * sizeof(bp_soa) - 64);
  pool->buffers = buffers;
  return pool;
}

static void release(bp_pool *pool) {
  if (pool != NULL) {
    free(pool->buffers);
    sound_release(pool);
  }
}

static bp_soa *buffer_at(const bp_pool *pool, uint32_t index) {
  return (bp_soa *)(void *)(pool->buffers + index * sizeof(bp_soa));
}

static uint32_t index_of(const bp_pool *pool, const bp_soa *buffer) {
  const uintptr_t offset = (uintptr_t)buffer - (uintptr_t)pool->buffers, index = offset / sizeof(bp_soa);
  return offset % sizeof(bp_soa) == 0 && index < pool->soa_capacity ? (uint32_t)index : NOT_A_BUFFER;
}

#define ALLOCATE allocate
#define RELEASE release
#define BUFFER_AT buffer_at
#define INDEX_OF index_of
#include "../../sound/pool.c"
