/* No pool at all: every get allocates, and every return frees. An adapter that includes this has defined
 *
 *   RIVAL_NAME
 *   void *rival_allocate(size_t bytes)          NULL when there is no memory
 *   void rival_free(void *memory, size_t bytes)
 *   RIVAL_GIVES_ZEROS                           where what is allocated is zero
 *
 * There is no capacity to exhaust, no list of what is lent, and so nothing to revoke or to count. */
#ifndef POOLPROOF_RIVALS_ALLOCATOR_H
#define POOLPROOF_RIVALS_ALLOCATOR_H

#include <stdlib.h>

#include "clear.h"
#include "receipt_list.h"

typedef struct rival_pool {
  rival_receipt_list receipts;
  uint32_t soa_capacity;
} rival_pool;

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  (void)pool;
  (void)size;
  bp_soa *const buffer = (bp_soa *)rival_allocate(sizeof(bp_soa));
  *out = buffer;
  if (buffer == NULL) return BP_NO_MEMORY;
#ifndef RIVAL_GIVES_ZEROS
  rival_zero_soa(buffer);
#endif
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  (void)pool;
  rival_free(buffer, sizeof *buffer);
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  *out = NULL;
  if (rival_receipt_list_is_full(&pool->receipts)) return BP_RECEIPTS_EXHAUSTED;
  bp_receipt *const receipt = (bp_receipt *)rival_allocate(sizeof(bp_receipt));
  if (receipt == NULL) return BP_NO_MEMORY;
#ifndef RIVAL_GIVES_ZEROS
  rival_zero_receipt(receipt);
#endif
  rival_receipt_list_add(&pool->receipts, receipt);
  *out = receipt;
  return BP_OK;
}

/* What a user of an allocator does at the end of an operation: the receipt is the one handed out last. */
#define RIVAL_RETURNS_RECEIPTS
static inline void rival_return_receipt(rival_pool *pool, bp_receipt *receipt) {
  pool->receipts.in_use -= 1;
  rival_free(receipt, sizeof *receipt);
}

static inline void rival_reset_receipts(rival_pool *pool) {
  while (pool->receipts.in_use != 0) rival_return_receipt(pool, pool->receipts.receipts[pool->receipts.in_use - 1]);
}

static inline void rival_clear(rival_pool *pool) { rival_reset_receipts(pool); }

static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  out->soa_in_use = 0;
  out->soa_total = pool->soa_capacity;
  out->receipts_in_use = pool->receipts.in_use;
  out->receipts_total = pool->receipts.capacity;
}

static inline void rival_destroy(rival_pool *pool) {
  if (pool == NULL) return;
  rival_reset_receipts(pool);
  rival_receipt_list_give_back(&pool->receipts);
  free(pool);
}

static inline int rival_create(const bp_config *config, rival_pool **out) {
  bp_config wanted;
  *out = NULL;
  const int status = rival_read_config(config, &wanted);
  if (status != BP_OK) return status;
  rival_pool *const pool = (rival_pool *)calloc(1, sizeof(rival_pool));
  if (pool == NULL) return BP_NO_MEMORY;
  pool->soa_capacity = wanted.soa_capacity;
  if (rival_receipt_list_take(&pool->receipts, wanted.receipt_capacity) != BP_OK) {
    free(pool);
    return BP_NO_MEMORY;
  }
  *out = pool;
  return BP_OK;
}

#endif
