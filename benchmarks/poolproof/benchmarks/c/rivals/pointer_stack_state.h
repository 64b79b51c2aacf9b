/* A stack of pointers to the free buffers, for the adapters that differ in what they do around it. */
#ifndef POOLPROOF_RIVALS_POINTER_STACK_STATE_H
#define POOLPROOF_RIVALS_POINTER_STACK_STATE_H

#include "storage.h"

#ifndef RIVAL_EXTRA_STATE
#define RIVAL_EXTRA_STATE
#endif

typedef struct rival_pool {
  uint32_t top; /* how many are free */
  RIVAL_EXTRA_STATE
  rival_storage storage;
  bp_soa *stack[];
} rival_pool;

static inline void rival_fill(rival_pool *pool) {
  for (uint32_t i = 0; i < pool->storage.soa_capacity; ++i) pool->stack[i] = pool->storage.soa + i;
  pool->top = pool->storage.soa_capacity;
  pool->storage.receipts_in_use = 0;
}

static inline int rival_pop(rival_pool *pool, bp_soa **out) {
  uint32_t top = pool->top;
  if (top == 0) {
    *out = NULL;
    return BP_EXHAUSTED;
  }
  top -= 1;
  bp_soa *const buffer = pool->stack[top];
  pool->top = top;
  rival_zero_soa(buffer);
  *out = buffer;
  return BP_OK;
}

static inline void rival_push(rival_pool *pool, bp_soa *buffer) {
  const uint32_t top = pool->top;
  pool->stack[top] = buffer;
  pool->top = top + 1;
}

static inline void rival_count(const rival_pool *pool, bp_usage *out) {
  rival_storage_usage(&pool->storage, pool->storage.soa_capacity - pool->top, out);
}

static inline void rival_give_back(rival_pool *pool) {
  if (pool == NULL) return;
  rival_storage_give_back(&pool->storage);
  free(pool);
}

static inline int rival_take(const bp_config *config, rival_pool **out) {
  rival_storage storage;
  *out = NULL;
  const int status = rival_storage_take(&storage, config);
  if (status != BP_OK) return status;
  rival_pool *const pool = calloc(1, sizeof *pool + storage.soa_capacity * sizeof pool->stack[0]);
  if (pool == NULL) {
    rival_storage_give_back(&storage);
    return BP_NO_MEMORY;
  }
  pool->storage = storage;
  rival_fill(pool);
  *out = pool;
  return BP_OK;
}

#endif
