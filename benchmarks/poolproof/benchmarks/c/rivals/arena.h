/* A bump pointer: a get takes the next piece of a block, a return gives nothing back, and a reset gives back everything.
 *
 * RIVAL_MUST_CLEAR says so to a benchmark: once all that it got is done with, it clears. */
#define RIVAL_NAME "arena"
#define RIVAL_MUST_CLEAR

#include "storage.h"

typedef struct rival_pool {
  bp_soa *next;
  bp_soa *end;
  rival_storage storage;
} rival_pool;

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  (void)size;
  bp_soa *const buffer = pool->next;
  if (buffer == pool->end) {
    *out = NULL;
    return BP_EXHAUSTED;
  }
  pool->next = buffer + 1;
  rival_zero_soa(buffer);
  *out = buffer;
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  (void)pool;
  (void)buffer;
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  return rival_storage_get_receipt(&pool->storage, out);
}

static inline void rival_reset_receipts(rival_pool *pool) { pool->storage.receipts_in_use = 0; }

static inline void rival_clear(rival_pool *pool) {
  pool->next = pool->storage.soa;
  pool->storage.receipts_in_use = 0;
}

static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  rival_storage_usage(&pool->storage, (uint32_t)(pool->next - pool->storage.soa), out);
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
  rival_pool *const pool = malloc(sizeof *pool);
  if (pool == NULL) {
    rival_storage_give_back(&storage);
    return BP_NO_MEMORY;
  }
  pool->storage = storage;
  pool->end = storage.soa + storage.soa_capacity;
  rival_clear(pool);
  *out = pool;
  return BP_OK;
}
