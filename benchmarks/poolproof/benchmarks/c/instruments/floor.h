/* No pool, but what every pool has to do: the clear, and a state that changes with each operation. Nothing is checked, and
 * what is returned is taken to be what was lent last. */
#define RIVAL_NAME "floor"

#include "../rivals/storage.h"

typedef struct rival_pool {
  bp_soa *next; /* beyond the one that is lent next */
  rival_storage storage;
} rival_pool;

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  (void)size;
  bp_soa *const buffer = pool->next - 1;
  pool->next = buffer;
  rival_zero_soa(buffer);
#ifdef FLOOR_SLOWED
  *(volatile rival_four_words *)(void *)(buffer - 1)->o = (rival_four_words){0, 0, 0, 0};
#endif
  *out = buffer;
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  (void)buffer;
  pool->next += 1;
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  return rival_storage_get_receipt(&pool->storage, out);
}

static inline void rival_reset_receipts(rival_pool *pool) { pool->storage.receipts_in_use = 0; }

static inline void rival_clear(rival_pool *pool) {
  pool->next = pool->storage.soa + pool->storage.soa_capacity;
  pool->storage.receipts_in_use = 0;
}

static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  const uint32_t free_count = (uint32_t)(pool->next - pool->storage.soa);
  rival_storage_usage(&pool->storage, pool->storage.soa_capacity - free_count, out);
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
  rival_pool *const pool = (rival_pool *)malloc(sizeof *pool);
  if (pool == NULL) {
    rival_storage_give_back(&storage);
    return BP_NO_MEMORY;
  }
  pool->storage = storage;
  rival_clear(pool);
  *out = pool;
  return BP_OK;
}
