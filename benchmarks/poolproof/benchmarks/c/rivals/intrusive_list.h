/* A free list whose links lie in the free buffers themselves: no memory beside them, and no check but for an empty list. */
#define RIVAL_NAME "intrusive list"

#include "storage.h"

typedef struct rival_link {
  struct rival_link *next;
} rival_link;

typedef struct rival_pool {
  rival_link *head;
  rival_storage storage;
} rival_pool;

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  (void)size;
  rival_link *const head = pool->head;
  if (head == NULL) {
    *out = NULL;
    return BP_EXHAUSTED;
  }
  bp_soa *const buffer = (bp_soa *)(void *)head;
  pool->head = head->next;
  rival_zero_soa(buffer);
  *out = buffer;
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  rival_link *const link = (rival_link *)(void *)buffer;
  link->next = pool->head;
  pool->head = link;
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  return rival_storage_get_receipt(&pool->storage, out);
}

static inline void rival_reset_receipts(rival_pool *pool) { pool->storage.receipts_in_use = 0; }

static inline void rival_clear(rival_pool *pool) {
  pool->head = NULL;
  for (uint32_t i = pool->storage.soa_capacity; i != 0; --i) rival_return_soa(pool, pool->storage.soa + i - 1);
  pool->storage.receipts_in_use = 0;
}

/* Nobody keeps count. The walk has an end even where a buffer that was returned twice has made the list a ring. */
static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  uint32_t lent = pool->storage.soa_capacity;
  for (const rival_link *link = pool->head; link != NULL && lent != 0; link = link->next) lent -= 1;
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
  rival_pool *const pool = malloc(sizeof *pool);
  if (pool == NULL) {
    rival_storage_give_back(&storage);
    return BP_NO_MEMORY;
  }
  pool->storage = storage;
  rival_clear(pool);
  *out = pool;
  return BP_OK;
}
