/* The pools of the Apache Portable Runtime: an arena that grows, whose pieces have no return of their own.
 *
 * RIVAL_MUST_CLEAR says so to a benchmark: once all that it got is done with, it clears. */
#include <apr_general.h>
#include <apr_pools.h>
#include <bufferpool.h>

#define RIVAL_NAME "APR pool"
#define RIVAL_MUST_CLEAR

#include <stdlib.h>

#include "clear.h"
#include "config.h"

typedef struct rival_pool {
  apr_pool_t *soa;
  apr_pool_t *receipts;
  uint32_t receipts_in_use;
  bp_config config;
} rival_pool;

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  (void)size;
  bp_soa *const buffer = (bp_soa *)apr_palloc(pool->soa, sizeof(bp_soa));
  *out = buffer;
  if (buffer == NULL) return BP_NO_MEMORY;
  rival_zero_soa(buffer);
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  (void)pool;
  (void)buffer;
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  *out = NULL;
  if (pool->receipts_in_use == pool->config.receipt_capacity) return BP_RECEIPTS_EXHAUSTED;
  bp_receipt *const receipt = (bp_receipt *)apr_palloc(pool->receipts, sizeof(bp_receipt));
  if (receipt == NULL) return BP_NO_MEMORY;
  rival_zero_receipt(receipt);
  receipt->id = pool->receipts_in_use;
  pool->receipts_in_use += 1;
  *out = receipt;
  return BP_OK;
}

static inline void rival_reset_receipts(rival_pool *pool) {
  apr_pool_clear(pool->receipts);
  pool->receipts_in_use = 0;
}

static inline void rival_clear(rival_pool *pool) {
  apr_pool_clear(pool->soa);
  rival_reset_receipts(pool);
}

static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  out->soa_in_use = 0;
  out->soa_total = pool->config.soa_capacity;
  out->receipts_in_use = pool->receipts_in_use;
  out->receipts_total = pool->config.receipt_capacity;
}

static inline void rival_destroy(rival_pool *pool) {
  if (pool == NULL) return;
  if (pool->soa != NULL) apr_pool_destroy(pool->soa);
  if (pool->receipts != NULL) apr_pool_destroy(pool->receipts);
  apr_terminate(); /* it counts, and does nothing until the last */
  free(pool);
}

static inline int rival_create(const bp_config *config, rival_pool **out) {
  bp_config wanted;
  *out = NULL;
  const int status = rival_read_config(config, &wanted);
  if (status != BP_OK) return status;
  rival_pool *const pool = (rival_pool *)calloc(1, sizeof(rival_pool));
  if (pool == NULL) return BP_NO_MEMORY;
  if (apr_initialize() != APR_SUCCESS) {
    free(pool);
    return BP_NO_MEMORY;
  }
  pool->config = wanted;
  /* Each with an allocator of its own: the shared one of a root pool takes a lock. */
  if (apr_pool_create_unmanaged(&pool->soa) != APR_SUCCESS || apr_pool_create_unmanaged(&pool->receipts) != APR_SUCCESS) {
    rival_destroy(pool);
    return BP_NO_MEMORY;
  }
  *out = pool;
  return BP_OK;
}
