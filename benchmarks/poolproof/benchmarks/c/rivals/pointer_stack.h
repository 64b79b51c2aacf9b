/* A stack of pointers to the free buffers, without a check but for an empty stack: what most people write first. */
#define RIVAL_NAME "pointer stack"

#include "pointer_stack_state.h"

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  (void)size;
  return rival_pop(pool, out);
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  rival_push(pool, buffer);
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  return rival_storage_get_receipt(&pool->storage, out);
}

static inline void rival_reset_receipts(rival_pool *pool) { pool->storage.receipts_in_use = 0; }
static inline void rival_clear(rival_pool *pool) { rival_fill(pool); }
static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) { rival_count(pool, out); }
static inline void rival_destroy(rival_pool *pool) { rival_give_back(pool); }
static inline int rival_create(const bp_config *config, rival_pool **out) { return rival_take(config, out); }
