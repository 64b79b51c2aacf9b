/* A sound pool without any allocation: one pool at a time, of one capacity, in static storage. A second create is
 * BP_NO_MEMORY. */
#include <string.h>

#include "bufferpool.h"

enum { BUFFERS = 16, RECEIPTS = 1024 };

struct bp_pool {
  _Alignas(64) bp_soa soa[BUFFERS];
  _Alignas(64) bp_receipt receipts[RECEIPTS];
  uint8_t order[BUFFERS]; /* free buffers, the next one last */
  uint32_t free_set;      /* bit i: buffer i is free */
  uint32_t free_count, receipts_in_use;
  int taken;
};

static bp_pool the_pool;

uint32_t bp_abi_version(void) { return BP_ABI_VERSION; }

const char *bp_name(void) { return "static storage"; }

void bp_reset_receipts(bp_pool *pool) { pool->receipts_in_use = 0; }

void bp_clear(bp_pool *pool) {
  for (uint8_t i = 0; i < BUFFERS; i++) pool->order[i] = (uint8_t)(i * 7 % BUFFERS);
  pool->free_set = (1u << BUFFERS) - 1;
  pool->free_count = BUFFERS;
  pool->receipts_in_use = 0;
}

int bp_create(const bp_config *config, bp_pool **out) {
  *out = NULL;
  if (config != NULL && (config->soa_capacity != BUFFERS || config->receipt_capacity != RECEIPTS)) return BP_INVALID_CONFIG;
  if (the_pool.taken) return BP_NO_MEMORY;
  the_pool.taken = 1;
  bp_clear(&the_pool);
  *out = &the_pool;
  return BP_OK;
}

void bp_destroy(bp_pool *pool) {
  if (pool != NULL) pool->taken = 0;
}

int bp_get_soa(bp_pool *pool, size_t size, bp_soa **out) {
  *out = NULL;
  if (size > BP_LANES) return BP_INVALID_SIZE;
  if (pool->free_set == 0) return BP_EXHAUSTED;
  uint32_t number = pool->order[--pool->free_count];
  pool->free_set &= ~(1u << number);
  *out = memset(&pool->soa[number], 0, sizeof(bp_soa));
  return BP_OK;
}

int bp_return_soa(bp_pool *pool, bp_soa *buffer) {
  for (uint32_t i = 0; i < BUFFERS; i++) {
    if (buffer != &pool->soa[i]) continue;
    if (pool->free_set & 1u << i) return BP_NOT_IN_USE;
    pool->free_set |= 1u << i;
    pool->order[pool->free_count++] = (uint8_t)i;
    return BP_OK;
  }
  return BP_NOT_OWNED;
}

int bp_get_receipt(bp_pool *pool, bp_receipt **out) {
  *out = NULL;
  if (pool->receipts_in_use == RECEIPTS) return BP_RECEIPTS_EXHAUSTED;
  bp_receipt *receipt = &pool->receipts[pool->receipts_in_use];
  memset(receipt, 0, sizeof *receipt);
  receipt->id = pool->receipts_in_use++;
  *out = receipt;
  return BP_OK;
}

void bp_capacity_usage(const bp_pool *pool, bp_usage *out) {
  *out = (bp_usage){BUFFERS - pool->free_count, BUFFERS, pool->receipts_in_use, RECEIPTS};
}
