/* A sound pool: a permutation of the buffers, free ones first, and its inverse. Buffers are wiped when they come back, not when
 * they go out; receipts lie before them. Whether a buffer is lent is told by its place in the permutation alone. */
#include <stdlib.h>
#include <string.h>

#include "bufferpool.h"

enum { MOST = 64 };

struct bp_pool {
  bp_receipt *receipts;
  bp_soa *soa;
  uint32_t soa_capacity, receipt_capacity, free_count, next_receipt;
  uint32_t permutation[MOST], inverse[MOST];
};

uint32_t bp_abi_version(void) { return BP_ABI_VERSION; }

const char *bp_name(void) { return "permutation and inverse"; }

static void place(bp_pool *pool, uint32_t at, uint32_t number) {
  pool->permutation[at] = number;
  pool->inverse[number] = at;
}

void bp_reset_receipts(bp_pool *pool) { pool->next_receipt = 0; }

void bp_clear(bp_pool *pool) {
  for (uint32_t i = 0; i < pool->soa_capacity; i++) place(pool, i, pool->soa_capacity - 1 - i);
  memset(pool->soa, 0, pool->soa_capacity * sizeof(bp_soa));
  pool->free_count = pool->soa_capacity;
  pool->next_receipt = 0;
}

int bp_create(const bp_config *config, bp_pool **out) {
  uint32_t soa_capacity = config == NULL ? 16 : config->soa_capacity;
  uint32_t receipt_capacity = config == NULL ? 1024 : config->receipt_capacity;
  *out = NULL;
  if (soa_capacity == 0 || soa_capacity > 16 || receipt_capacity == 0 || receipt_capacity > 1024) return BP_INVALID_CONFIG;
  size_t receipt_bytes = receipt_capacity * sizeof(bp_receipt), soa_bytes = soa_capacity * sizeof(bp_soa);
  size_t records_bytes = receipt_bytes + soa_bytes;
  char *memory = aligned_alloc(64, (records_bytes + sizeof(bp_pool) + 63) / 64 * 64);
  if (memory == NULL) return BP_NO_MEMORY;
  bp_pool *pool = (bp_pool *)(void *)(memory + records_bytes);
  *pool = (bp_pool){.receipts = (bp_receipt *)(void *)memory, .soa = (bp_soa *)(void *)(memory + receipt_bytes)};
  pool->soa_capacity = soa_capacity;
  pool->receipt_capacity = receipt_capacity;
  bp_clear(pool);
  *out = pool;
  return BP_OK;
}

void bp_destroy(bp_pool *pool) {
  if (pool != NULL) free(pool->receipts);
}

int bp_get_soa(bp_pool *pool, size_t size, bp_soa **out) {
  *out = NULL;
  if (size > BP_LANES) return BP_INVALID_SIZE;
  if (pool->free_count == 0) return BP_EXHAUSTED;
  *out = &pool->soa[pool->permutation[--pool->free_count]];
  return BP_OK;
}

int bp_return_soa(bp_pool *pool, bp_soa *buffer) {
  uintptr_t offset = (uintptr_t)buffer - (uintptr_t)pool->soa;
  if (offset % sizeof(bp_soa) != 0 || offset / sizeof(bp_soa) >= pool->soa_capacity) return BP_NOT_OWNED;
  uint32_t number = (uint32_t)(offset / sizeof(bp_soa)), at = pool->inverse[number], top = pool->free_count;
  if (at < top) return BP_NOT_IN_USE;
  uint32_t other = pool->permutation[top];
  place(pool, at, other);
  place(pool, top, number);
  pool->free_count = top + 1;
  memset(buffer, 0, sizeof *buffer);
  return BP_OK;
}

int bp_get_receipt(bp_pool *pool, bp_receipt **out) {
  *out = NULL;
  if (pool->next_receipt == pool->receipt_capacity) return BP_RECEIPTS_EXHAUSTED;
  *out = memset(&pool->receipts[pool->next_receipt], 0, sizeof(bp_receipt));
  (*out)->id = pool->next_receipt++;
  return BP_OK;
}

void bp_capacity_usage(const bp_pool *pool, bp_usage *out) {
  out->soa_in_use = pool->soa_capacity - pool->free_count;
  out->soa_total = pool->soa_capacity;
  out->receipts_in_use = pool->next_receipt;
  out->receipts_total = pool->receipt_capacity;
}
