/* No adapter over a pool, but the whole of one: the decision record's listing in C, section by section ("Implementation
 * Details").
 *
 * The listing hands buffers over by value, and this binding by address: so what the record's caller owns, lies in the pool
 * here. What the record names and does not show, this has not: there is no clear, and no usage. */
#include <stdlib.h>
#include <string.h>

#include "bufferpool.h"

enum { MAX_SOA_BUFFERS = 16, RECEIPT_CAPACITY = 1024 };

struct bp_pool {
  bp_soa storage[MAX_SOA_BUFFERS];
  bp_soa *soa_buffers[MAX_SOA_BUFFERS]; /* a stack: the last one is lent next */
  size_t soa_length;
  bp_receipt receipts[RECEIPT_CAPACITY];
  size_t receipt_next;
};

uint32_t bp_abi_version(void) { return BP_ABI_VERSION; }

void bp_clear(bp_pool *pool) {
  for (size_t i = 0; i < MAX_SOA_BUFFERS; i++) pool->soa_buffers[i] = &pool->storage[i];
  pool->soa_length = MAX_SOA_BUFFERS;
  pool->receipt_next = 0;
}

int bp_create(const bp_config *config, bp_pool **out) {
  (void)config; /* new() takes none */
  bp_pool *pool = *out = aligned_alloc(BP_SOA_ALIGNMENT, (sizeof *pool + 63) / 64 * 64);
  if (pool == NULL) abort(); /* as a Vec does that can't be had */
  memset(pool, 0, sizeof *pool);
  bp_clear(pool);
  return BP_OK;
}

void bp_destroy(bp_pool *pool) { free(pool); }

int bp_get_soa(bp_pool *pool, size_t size, bp_soa **out) {
  *out = NULL;
  if (size > 8) return BP_INVALID_SIZE;
  if (pool->soa_length == 0) return BP_EXHAUSTED;
  bp_soa *buf = pool->soa_buffers[--pool->soa_length];
  memset(buf->s, 0, sizeof buf->s);
  *out = buf;
  return BP_OK;
}

int bp_return_soa(bp_pool *pool, bp_soa *buf) {
  if (pool->soa_length < MAX_SOA_BUFFERS) pool->soa_buffers[pool->soa_length++] = buf;
  return BP_OK;
}

/* A clone is its holder's, who has no call to give it back by. */
int bp_get_receipt(bp_pool *pool, bp_receipt **out) {
  *out = NULL;
  if (pool->receipt_next >= RECEIPT_CAPACITY) return BP_RECEIPTS_EXHAUSTED;
  bp_receipt *receipt = malloc(sizeof *receipt);
  if (receipt == NULL) abort();
  *receipt = pool->receipts[pool->receipt_next];
  pool->receipt_next += 1;
  *out = receipt;
  return BP_OK;
}

void bp_reset_receipts(bp_pool *pool) { pool->receipt_next = 0; }

void bp_capacity_usage(const bp_pool *pool, bp_usage *out) {
  out->soa_in_use = MAX_SOA_BUFFERS - (uint32_t)pool->soa_length;
  out->soa_total = MAX_SOA_BUFFERS;
  out->receipts_in_use = (uint32_t)pool->receipt_next;
  out->receipts_total = RECEIPT_CAPACITY;
}
