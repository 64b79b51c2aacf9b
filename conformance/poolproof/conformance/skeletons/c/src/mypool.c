/* mypool.c: a buffer pool with the functions of bufferpool.h. It conforms but for one gap: see GAP. */
#include <stdlib.h>
#include <string.h>

#include "bufferpool.h"

enum { BUFFERS = 16, RECEIPTS = 1024 };

struct bp_pool {
  _Alignas(BP_SOA_ALIGNMENT) bp_soa buffers[BUFFERS];
  _Alignas(BP_RECEIPT_ALIGNMENT) bp_receipt receipts[RECEIPTS];
  uint32_t stack[BUFFERS]; /* numbers of the free buffers: the last one is lent next (ORDER-1) */
  uint32_t free_count;
  uint32_t receipts_in_use;
  uint8_t lent[BUFFERS];
};

uint32_t bp_abi_version(void) { return BP_ABI_VERSION; }

const char *bp_name(void) { return "mypool"; }

int bp_create(const bp_config *config, bp_pool **out) {
  *out = NULL;
  if (config != NULL && (config->soa_capacity != BUFFERS || config->receipt_capacity != RECEIPTS)) return BP_INVALID_CONFIG;
  bp_pool *pool = aligned_alloc(_Alignof(bp_pool), sizeof *pool);
  if (pool == NULL) return BP_NO_MEMORY;
  memset(pool, 0, sizeof *pool); /* every page is touched here, so that no operation touches one first (HOT-4) */
  bp_clear(pool);
  *out = pool;
  return BP_OK;
}

void bp_destroy(bp_pool *pool) { free(pool); }

int bp_get_soa(bp_pool *pool, size_t size, bp_soa **out) {
  *out = NULL;
  if (size > BP_LANES) return BP_INVALID_SIZE; /* before the capacity (GUARD-3) */
  if (pool->free_count == 0) return BP_EXHAUSTED;
  uint32_t number = pool->stack[--pool->free_count];
  pool->lent[number] = 1;
  *out = memset(&pool->buffers[number], 0, sizeof(bp_soa));
  return BP_OK;
}

int bp_return_soa(bp_pool *pool, bp_soa *buffer) {
  /* Not a comparison of pointers, which C does not define between one object and another. Below the first one it wraps. */
  uintptr_t offset = (uintptr_t)buffer - (uintptr_t)pool->buffers;
  uintptr_t number = offset / sizeof(bp_soa);
  if (number >= BUFFERS || offset % sizeof(bp_soa) != 0) return BP_NOT_OWNED;
  /* GAP: a buffer that is returned twice is taken in twice, and soon lent to two holders at once. Write here:
   *   if (!pool->lent[number]) return BP_NOT_IN_USE;
   */
  pool->lent[number] = 0;
  pool->stack[pool->free_count++] = (uint32_t)number;
  return BP_OK;
}

int bp_get_receipt(bp_pool *pool, bp_receipt **out) {
  *out = NULL;
  if (pool->receipts_in_use == RECEIPTS) return BP_RECEIPTS_EXHAUSTED;
  bp_receipt *receipt = memset(&pool->receipts[pool->receipts_in_use], 0, sizeof(bp_receipt));
  receipt->id = pool->receipts_in_use++;
  *out = receipt;
  return BP_OK;
}

void bp_reset_receipts(bp_pool *pool) { pool->receipts_in_use = 0; }

void bp_clear(bp_pool *pool) {
  for (uint32_t number = 0; number < BUFFERS; number++) {
    pool->stack[number] = BUFFERS - 1 - number;
    pool->lent[number] = 0;
  }
  pool->free_count = BUFFERS;
  pool->receipts_in_use = 0;
}

void bp_capacity_usage(const bp_pool *pool, bp_usage *out) {
  *out = (bp_usage){
      .soa_in_use = BUFFERS - pool->free_count,
      .soa_total = BUFFERS,
      .receipts_in_use = pool->receipts_in_use,
      .receipts_total = RECEIPTS,
  };
}
