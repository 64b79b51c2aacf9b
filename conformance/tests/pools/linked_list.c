/* A sound pool: every buffer an allocation of its own, the free ones in a linked list through records beside them, lowest
 * number first. */
#include <stdlib.h>
#include <string.h>

#include "bufferpool.h"

struct record {
  bp_soa *buffer;
  struct record *next_free;
  int lent;
};

struct bp_pool {
  uint32_t soa_capacity, receipt_capacity, soa_in_use, receipts_in_use;
  struct record *records, *first_free;
  bp_receipt *receipts;
};

uint32_t bp_abi_version(void) { return BP_ABI_VERSION; }

const char *bp_name(void) { return "linked list"; }

void bp_reset_receipts(bp_pool *pool) { pool->receipts_in_use = 0; }

void bp_clear(bp_pool *pool) {
  pool->first_free = NULL;
  for (uint32_t i = pool->soa_capacity; i-- > 0;) {
    pool->records[i].lent = 0;
    pool->records[i].next_free = pool->first_free;
    pool->first_free = &pool->records[i];
  }
  pool->soa_in_use = pool->receipts_in_use = 0;
}

void bp_destroy(bp_pool *pool) {
  if (pool == NULL) return;
  for (uint32_t i = 0; pool->records != NULL && i < pool->soa_capacity; i++) free(pool->records[i].buffer);
  free(pool->records);
  free(pool->receipts);
  free(pool);
}

int bp_create(const bp_config *config, bp_pool **out) {
  bp_config wanted = config == NULL ? (bp_config){16, 1024} : *config;
  *out = NULL;
  if (wanted.soa_capacity - 1 >= 32 || wanted.receipt_capacity - 1 >= 4096) return BP_INVALID_CONFIG;
  bp_pool *pool = calloc(1, sizeof *pool);
  if (pool == NULL) return BP_NO_MEMORY;
  pool->soa_capacity = wanted.soa_capacity;
  pool->receipt_capacity = wanted.receipt_capacity;
  pool->records = calloc(wanted.soa_capacity, sizeof *pool->records);
  pool->receipts = aligned_alloc(64, wanted.receipt_capacity * sizeof(bp_receipt));
  int lacking = pool->records == NULL || pool->receipts == NULL;
  for (uint32_t i = 0; !lacking && i < wanted.soa_capacity; i++) {
    pool->records[i].buffer = aligned_alloc(64, sizeof(bp_soa));
    lacking = pool->records[i].buffer == NULL;
  }
  if (lacking) {
    bp_destroy(pool);
    return BP_NO_MEMORY;
  }
  bp_clear(pool);
  *out = pool;
  return BP_OK;
}

int bp_get_soa(bp_pool *pool, size_t size, bp_soa **out) {
  *out = NULL;
  if (size > BP_LANES) return BP_INVALID_SIZE;
  if (pool->first_free == NULL) return BP_EXHAUSTED;
  struct record *record = pool->first_free;
  pool->first_free = record->next_free;
  record->lent = 1;
  pool->soa_in_use++;
  *out = memset(record->buffer, 0, sizeof(bp_soa));
  return BP_OK;
}

int bp_return_soa(bp_pool *pool, bp_soa *buffer) {
  for (uint32_t i = 0; i < pool->soa_capacity; i++) {
    struct record *record = &pool->records[i];
    if (record->buffer != buffer) continue;
    if (!record->lent) return BP_NOT_IN_USE;
    record->lent = 0;
    record->next_free = pool->first_free;
    pool->first_free = record;
    pool->soa_in_use--;
    return BP_OK;
  }
  return BP_NOT_OWNED;
}

int bp_get_receipt(bp_pool *pool, bp_receipt **out) {
  *out = NULL;
  if (pool->receipts_in_use >= pool->receipt_capacity) return BP_RECEIPTS_EXHAUSTED;
  *out = &pool->receipts[pool->receipts_in_use];
  **out = (bp_receipt){.id = pool->receipts_in_use++};
  return BP_OK;
}

void bp_capacity_usage(const bp_pool *pool, bp_usage *out) {
  *out = (bp_usage){pool->soa_in_use, pool->soa_capacity, pool->receipts_in_use, pool->receipt_capacity};
}
