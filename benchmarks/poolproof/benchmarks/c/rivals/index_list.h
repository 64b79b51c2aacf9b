/* A free list of numbers in an array beside the buffers, where a lent buffer has a mark for its successor: every check that the
 * project's pool makes.
 *
 * The numbers are those of the 64-byte lines, three to a buffer: from a number to an address and back is a shift then, where a
 * buffer's own number would take multiplications, each pair waiting for those of the pair before it. The two lines of each
 * three at which no buffer starts are never lent. */
#define RIVAL_NAME "index list, checked"

#include "storage.h"

#define RIVAL_NONE UINT32_MAX
#define RIVAL_LENT (UINT32_MAX - 1)

typedef struct rival_pool {
  uint32_t lines;
  rival_storage storage;
  uint32_t head; /* beside next: the processor merges stores to neighbours */
  uint32_t next[];
} rival_pool;

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  if (size > BP_LANES) {
    *out = NULL;
    return BP_INVALID_SIZE;
  }
  const uint32_t line = pool->head;
  if (line == RIVAL_NONE) {
    *out = NULL;
    return BP_EXHAUSTED;
  }
  bp_soa *const buffer = (bp_soa *)(void *)((char *)pool->storage.soa + (size_t)line * 64);
  pool->head = pool->next[line];
  pool->next[line] = RIVAL_LENT;
  rival_zero_soa(buffer);
  *out = buffer;
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  const uint64_t offset = (uint64_t)(uintptr_t)buffer - (uint64_t)(uintptr_t)pool->storage.soa;
  const uint64_t line = offset >> 6 | offset << 58;
  if (line >= pool->lines) return BP_NOT_OWNED;
  if (pool->next[line] != RIVAL_LENT) return line % 3 == 0 ? BP_NOT_IN_USE : BP_NOT_OWNED;
  pool->next[line] = pool->head;
  pool->head = (uint32_t)line;
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  return rival_storage_get_receipt(&pool->storage, out);
}

static inline void rival_reset_receipts(rival_pool *pool) { pool->storage.receipts_in_use = 0; }

static inline void rival_clear(rival_pool *pool) {
  pool->lines = 3 * pool->storage.soa_capacity;
  for (uint32_t i = 0; i < pool->lines; ++i) pool->next[i] = i + 3 - i % 3;
  pool->next[pool->lines - 3] = RIVAL_NONE;
  pool->head = 0;
  pool->storage.receipts_in_use = 0;
}

static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  uint32_t lent = 0;
  for (uint32_t i = 0; i < pool->lines; i += 3) lent += pool->next[i] == RIVAL_LENT;
  rival_storage_usage(&pool->storage, lent, out);
}

static inline void rival_destroy(rival_pool *pool) {
  if (pool == NULL) return;
  rival_storage_give_back(&pool->storage);
  free(pool);
}

static inline int rival_create(const bp_config *config, rival_pool **out) {
  rival_storage storage;
  *out = NULL;
  const int status = rival_storage_take(&storage, config);
  if (status != BP_OK) return status;
  rival_pool *const pool = malloc(sizeof *pool + storage.soa_capacity * 3 * sizeof pool->next[0]);
  if (pool == NULL) {
    rival_storage_give_back(&storage);
    return BP_NO_MEMORY;
  }
  pool->storage = storage;
  rival_clear(pool);
  *out = pool;
  return BP_OK;
}
