/* A stack of pointers to the free buffers, and a bit for each that is lent: every check that the project's pool makes. */
#define RIVAL_NAME "pointer stack, checked"
#define RIVAL_EXTRA_STATE uint64_t *lent; /* a bit for each buffer */

#include "buffer_index.h"
#include "pointer_stack_state.h"

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  if (size > BP_LANES) {
    *out = NULL;
    return BP_INVALID_SIZE;
  }
  const int status = rival_pop(pool, out);
  if (status != BP_OK) return status;
  const uint64_t index = rival_buffer_index(pool->storage.soa, *out);
  pool->lent[index / 64] |= UINT64_C(1) << index % 64;
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  const uint64_t index = rival_buffer_index(pool->storage.soa, buffer);
  if (index >= pool->storage.soa_capacity) return BP_NOT_OWNED;
  const uint64_t lent = pool->lent[index / 64], bit = UINT64_C(1) << index % 64;
  if ((lent & bit) == 0) return BP_NOT_IN_USE;
  pool->lent[index / 64] = lent ^ bit;
  rival_push(pool, buffer);
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  return rival_storage_get_receipt(&pool->storage, out);
}

static inline void rival_reset_receipts(rival_pool *pool) { pool->storage.receipts_in_use = 0; }

static inline void rival_clear(rival_pool *pool) {
  rival_fill(pool);
  memset(pool->lent, 0, (pool->storage.soa_capacity + 63) / 64 * sizeof *pool->lent);
}

static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) { rival_count(pool, out); }

static inline void rival_destroy(rival_pool *pool) {
  if (pool != NULL) free(pool->lent);
  rival_give_back(pool);
}

static inline int rival_create(const bp_config *config, rival_pool **out) {
  const int status = rival_take(config, out);
  if (status != BP_OK) return status;
  (*out)->lent = calloc(((*out)->storage.soa_capacity + 63) / 64, sizeof *(*out)->lent);
  if ((*out)->lent != NULL) return BP_OK;
  rival_give_back(*out);
  *out = NULL;
  return BP_NO_MEMORY;
}
