#include <bufferpool.h>
#include <bufferpool_pipeline.h>

#include "bufferpool_inline.h"

#define COLUMNS 256

static int poolproof_lend_soa(bp_pool *pool, size_t size) {
  bp_soa *buffer;
  const int status = bp_get_soa(pool, size, &buffer);
  return status == BP_OK ? (int)((buffer - pool->soa) / COLUMNS) : -status;
}

static int poolproof_lend_receipt(bp_pool *pool) {
  bp_receipt *receipt;
  const int status = bp_get_receipt(pool, &receipt);
  return status == BP_OK ? (int)((receipt - pool->receipts) / COLUMNS) : -status;
}

static int poolproof_soa_column(const bp_pool *pool) { return (int)((pool->top[1] - pool->soa) % COLUMNS); }

static int poolproof_receipt_column(const bp_pool *pool) { return (int)((pool->receipts_in_use - 1) % COLUMNS); }

static int poolproof_return_soa(bp_pool *pool, uint32_t index) { return bp_return_soa(pool, pool->soa + index); }

static int poolproof_soa_is_lent(const bp_pool *pool, uint32_t index) { return !bp_inline_is_free(pool, index); }

static int poolproof_receipt_is_lent(const bp_pool *pool, uint32_t number) { return number < pool->receipts_in_use; }

static uintptr_t poolproof_mapping_address(const bp_pool *pool) { return (uintptr_t)pool; }

static size_t poolproof_mapping_bytes(const bp_pool *pool) { return pool->mapping_bytes; }

static size_t poolproof_soa_offset(const bp_pool *pool, uint32_t index) {
  return (size_t)((uintptr_t)(pool->soa + index) - (uintptr_t)pool);
}

static size_t poolproof_receipt_offset(const bp_pool *pool, uint32_t number) {
  return (size_t)((uintptr_t)(pool->receipts + number) - (uintptr_t)pool);
}

static bp_receipt *poolproof_receipt(bp_pool *pool, uint32_t number) { return pool->receipts + number; }
