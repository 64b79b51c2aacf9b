/* A stack of pointers to the free buffers, without a check but that of the size: what most write first. */
#include "parts.h"

#define RIVAL_NAME "pointer stack"

typedef struct rival {
  bp_soa **top; /* beyond the last */
  bp_soa **stack;
  bp_soa *buffers;
  uint32_t capacity;
  struct parts_receipts receipts;
} rival_pool;

static inline void rival_clear(rival_pool *pool) {
  for (uint32_t i = 0; i < pool->capacity; ++i) pool->stack[i] = pool->buffers + i;
  pool->top = pool->stack + pool->capacity;
  pool->receipts.next = 0;
}

static inline void rival_destroy(rival_pool *pool) {
  if (pool == NULL) return;
  free(pool->stack);
  free(pool->buffers);
  free(pool->receipts.array);
  free(pool);
}

static inline int rival_create(const bp_config *config, rival_pool **out) {
  const bp_config wanted = parts_config(config);
  *out = NULL;
  if (wanted.soa_capacity == 0 || wanted.receipt_capacity == 0) return BP_INVALID_CONFIG;
  rival_pool *const pool = (rival_pool *)calloc(1, sizeof *pool);
  if (pool == NULL) return BP_NO_MEMORY;
  pool->capacity = wanted.soa_capacity;
  pool->stack = (bp_soa **)malloc(wanted.soa_capacity * sizeof *pool->stack);
  pool->buffers = (bp_soa *)aligned_alloc(BP_SOA_ALIGNMENT, wanted.soa_capacity * sizeof(bp_soa));
  if (pool->stack == NULL || pool->buffers == NULL ||
      parts_receipts_create(&pool->receipts, wanted.receipt_capacity) != BP_OK) {
    rival_destroy(pool);
    return BP_NO_MEMORY;
  }
  memset(pool->buffers, 0, wanted.soa_capacity * sizeof(bp_soa));
  rival_clear(pool);
  *out = pool;
  return BP_OK;
}

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  *out = NULL;
  if (size > BP_LANES) return BP_INVALID_SIZE;
  if (pool->top == pool->stack) return BP_EXHAUSTED;
  bp_soa *const buffer = *--pool->top;
  parts_zero_soa(buffer);
  *out = buffer;
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  *pool->top++ = buffer;
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) { return parts_receipts_get(&pool->receipts, out); }
static inline void rival_reset_receipts(rival_pool *pool) { pool->receipts.next = 0; }

static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  out->soa_in_use = pool->capacity - (uint32_t)(pool->top - pool->stack);
  out->soa_total = pool->capacity;
  out->receipts_in_use = pool->receipts.next;
  out->receipts_total = pool->receipts.capacity;
}
