/* Concurrency Kit's stack, one producer and one consumer that never meet, its links in the free buffers. */
#include <bufferpool.h>
#include <ck_stack.h>

#define RIVAL_NAME "ck_stack"

#include "storage.h"

typedef struct rival_pool {
  ck_stack_t stack;
  rival_storage storage;
} rival_pool;

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  (void)size;
  bp_soa *const buffer = (bp_soa *)(void *)ck_stack_pop_npsc(&pool->stack);
  *out = buffer;
  if (buffer == NULL) return BP_EXHAUSTED;
  rival_zero_soa(buffer);
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  ck_stack_push_spnc(&pool->stack, (ck_stack_entry_t *)(void *)buffer);
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  return rival_storage_get_receipt(&pool->storage, out);
}

static inline void rival_reset_receipts(rival_pool *pool) { pool->storage.receipts_in_use = 0; }

static inline void rival_clear(rival_pool *pool) {
  ck_stack_init(&pool->stack);
  for (uint32_t i = pool->storage.soa_capacity; i != 0; --i) rival_return_soa(pool, pool->storage.soa + i - 1);
  pool->storage.receipts_in_use = 0;
}

/* Nobody keeps count. The walk has an end even where a buffer that was returned twice has made the list a ring. */
static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  uint32_t lent = pool->storage.soa_capacity;
  const ck_stack_entry_t *entry;
  CK_STACK_FOREACH(&pool->stack, entry) {
    if (lent == 0) break;
    lent -= 1;
  }
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
