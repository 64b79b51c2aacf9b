/* A pool that is none: every buffer and every receipt from a general allocator, and back to it.
 *
 * An adapter defines RIVAL_NAME, ALLOCATE(bytes) and RELEASE(memory), and ALLOCATE_IS_ZERO where the memory comes cleared. */
#include "parts.h"

#define RIVAL_RETURNS_RECEIPTS

/* The receipts are remembered, so that a reset can give them back. */
typedef struct rival {
  bp_config config;
  uint32_t receipts_in_use;
  bp_receipt *receipts[];
} rival_pool;

static inline int rival_create(const bp_config *config, rival_pool **out) {
  const bp_config wanted = parts_config(config);
  *out = NULL;
  if (wanted.soa_capacity == 0 || wanted.receipt_capacity == 0) return BP_INVALID_CONFIG;
  rival_pool *const pool = (rival_pool *)calloc(1, sizeof *pool + wanted.receipt_capacity * sizeof(bp_receipt *));
  if (pool == NULL) return BP_NO_MEMORY;
  pool->config = wanted;
  *out = pool;
  return BP_OK;
}

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  (void)pool;
  (void)size;
  bp_soa *const buffer = (bp_soa *)ALLOCATE(sizeof(bp_soa));
  *out = buffer;
  if (buffer == NULL) return BP_NO_MEMORY;
#ifndef ALLOCATE_IS_ZERO
  parts_zero_soa(buffer);
#endif
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  (void)pool;
  RELEASE(buffer);
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  *out = NULL;
  if (pool->receipts_in_use == pool->config.receipt_capacity) return BP_RECEIPTS_EXHAUSTED;
  bp_receipt *const receipt = (bp_receipt *)ALLOCATE(sizeof(bp_receipt));
  if (receipt == NULL) return BP_NO_MEMORY;
#ifndef ALLOCATE_IS_ZERO
  parts_zero_receipt(receipt);
#endif
  receipt->id = pool->receipts_in_use;
  pool->receipts[pool->receipts_in_use] = receipt;
  pool->receipts_in_use += 1;
  *out = receipt;
  return BP_OK;
}

static inline void rival_return_receipt(rival_pool *pool, bp_receipt *receipt) {
  pool->receipts_in_use -= 1;
  RELEASE(receipt);
}

static inline void rival_reset_receipts(rival_pool *pool) {
  while (pool->receipts_in_use != 0) {
    pool->receipts_in_use -= 1;
    RELEASE(pool->receipts[pool->receipts_in_use]);
  }
}

static inline void rival_clear(rival_pool *pool) { rival_reset_receipts(pool); }

static inline void rival_destroy(rival_pool *pool) {
  if (pool == NULL) return;
  rival_reset_receipts(pool);
  free(pool);
}

/* An allocator knows no number of buffers in use. */
static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  out->soa_in_use = 0;
  out->soa_total = pool->config.soa_capacity;
  out->receipts_in_use = pool->receipts_in_use;
  out->receipts_total = pool->config.receipt_capacity;
}
