/* A sound pool: one block of memory, a stack of numbers, a mark for each lent buffer. Faulty pools are made of it by exchanging
 * one line; the hooks let a pool misbehave in other ways than by its logic. */
#include <stdlib.h>
#include <string.h>

#include "bufferpool.h"

#ifndef MOST_BUFFERS
#define MOST_BUFFERS 16
#endif
#ifndef IN_CREATE
#define IN_CREATE
#endif
#ifndef IN_GET_SOA
#define IN_GET_SOA
#endif

struct bp_pool {
  uint32_t soa_capacity, receipt_capacity, free_count, receipts_in_use;
  bp_soa *soa;
  bp_receipt *receipts;
  uint32_t stack[MOST_BUFFERS];
  uint8_t lent[MOST_BUFFERS];
};

uint32_t bp_abi_version(void) { return BP_ABI_VERSION; }

void bp_reset_receipts(bp_pool *pool) { pool->receipts_in_use = 0; }

void bp_clear(bp_pool *pool) {
  for (uint32_t i = 0; i < pool->soa_capacity; i++) {
    pool->stack[i] = i;
    pool->lent[i] = 0;
  }
  pool->free_count = pool->soa_capacity;
  pool->receipts_in_use = 0;
}

int bp_create(const bp_config *config, bp_pool **out) {
  IN_CREATE
  uint32_t soa_capacity = config == NULL ? 16 : config->soa_capacity;
  uint32_t receipt_capacity = config == NULL ? 1024 : config->receipt_capacity;
  *out = NULL;
  if (soa_capacity == 0 || receipt_capacity == 0) return BP_INVALID_CONFIG;
  if (soa_capacity > MOST_BUFFERS || receipt_capacity > 1024) return BP_INVALID_CONFIG;
  bp_pool *pool = calloc(1, sizeof *pool);
  if (pool == NULL) return BP_NO_MEMORY;
  pool->soa = aligned_alloc(64, soa_capacity * sizeof(bp_soa) + receipt_capacity * sizeof(bp_receipt));
  if (pool->soa == NULL) {
    free(pool);
    return BP_NO_MEMORY;
  }
  pool->receipts = (bp_receipt *)(pool->soa + soa_capacity);
  pool->soa_capacity = soa_capacity;
  pool->receipt_capacity = receipt_capacity;
  bp_clear(pool);
  *out = pool;
  return BP_OK;
}

void bp_destroy(bp_pool *pool) {
  if (pool != NULL) free(pool->soa);
  free(pool);
}

int bp_get_soa(bp_pool *pool, size_t size, bp_soa **out) {
  IN_GET_SOA
  *out = NULL;
  if (size > BP_LANES) return BP_INVALID_SIZE;
  if (pool->free_count == 0) return BP_EXHAUSTED;
  uint32_t number = pool->stack[--pool->free_count];
  pool->lent[number] = 1;
  memset(&pool->soa[number], 0, sizeof(bp_soa));
  *out = &pool->soa[number];
  return BP_OK;
}

int bp_return_soa(bp_pool *pool, bp_soa *buffer) {
  uintptr_t offset = (uintptr_t)buffer - (uintptr_t)pool->soa, number = offset / sizeof(bp_soa);
  if (number >= pool->soa_capacity || offset % sizeof(bp_soa) != 0) return BP_NOT_OWNED;
  if (!pool->lent[number]) return BP_NOT_IN_USE;
  pool->lent[number] = 0;
  pool->stack[pool->free_count++] = (uint32_t)number;
  return BP_OK;
}

int bp_get_receipt(bp_pool *pool, bp_receipt **out) {
  *out = NULL;
  if (pool->receipts_in_use == pool->receipt_capacity) return BP_RECEIPTS_EXHAUSTED;
  bp_receipt *receipt = &pool->receipts[pool->receipts_in_use];
  memset(receipt, 0, sizeof *receipt);
  receipt->id = pool->receipts_in_use++;
  *out = receipt;
  return BP_OK;
}

void bp_capacity_usage(const bp_pool *pool, bp_usage *out) {
  *out = (bp_usage){pool->soa_capacity - pool->free_count, pool->soa_capacity, pool->receipts_in_use, pool->receipt_capacity};
}
