/* A free list of numbers in an array beside the buffers, where a lent buffer has a mark for its successor: every check that the
 * project's pool makes. */
#define RIVAL_NAME "index list, checked"

#include "buffer_index.h"
#include "storage.h"

#define RIVAL_NONE UINT32_MAX
#define RIVAL_LENT (UINT32_MAX - 1)

typedef struct rival_pool {
  uint32_t head;
  rival_storage storage;
  uint32_t next[];
} rival_pool;

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  if (size > BP_LANES) {
    *out = NULL;
    return BP_INVALID_SIZE;
  }
  const uint32_t index = pool->head;
  if (index == RIVAL_NONE) {
    *out = NULL;
    return BP_EXHAUSTED;
  }
  pool->head = pool->next[index];
  pool->next[index] = RIVAL_LENT;
  rival_zero_soa(pool->storage.soa + index);
  *out = pool->storage.soa + index;
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  const uint64_t index = rival_buffer_index(pool->storage.soa, buffer);
  if (index >= pool->storage.soa_capacity) return BP_NOT_OWNED;
  if (pool->next[index] != RIVAL_LENT) return BP_NOT_IN_USE;
  pool->next[index] = pool->head;
  pool->head = (uint32_t)index;
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  return rival_storage_get_receipt(&pool->storage, out);
}

static inline void rival_reset_receipts(rival_pool *pool) { pool->storage.receipts_in_use = 0; }

static inline void rival_clear(rival_pool *pool) {
  const uint32_t last = pool->storage.soa_capacity - 1;
  for (uint32_t i = 0; i < last; ++i) pool->next[i] = i + 1;
  pool->next[last] = RIVAL_NONE;
  pool->head = 0;
  pool->storage.receipts_in_use = 0;
}

static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  uint32_t lent = 0;
  for (uint32_t i = 0; i < pool->storage.soa_capacity; ++i) lent += pool->next[i] == RIVAL_LENT;
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
  rival_pool *const pool = malloc(sizeof *pool + storage.soa_capacity * sizeof pool->next[0]);
  if (pool == NULL) {
    rival_storage_give_back(&storage);
    return BP_NO_MEMORY;
  }
  pool->storage = storage;
  rival_clear(pool);
  *out = pool;
  return BP_OK;
}
