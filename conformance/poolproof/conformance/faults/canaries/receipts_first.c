/* Receipts are handed out from high addresses to low ones, and lie before the buffers. */
#define POOL_NAME "receipts first"
#include "../sound/parts.h"

static bp_receipt *receipt_from_the_end(const bp_pool *pool, uint32_t index) {
  return (bp_receipt *)(void *)(pool->storage + (pool->receipt_capacity - 1 - index) * sizeof(bp_receipt));
}

static bp_soa *buffers_of(const bp_pool *pool) {
  return (bp_soa *)(void *)(pool->storage + pool->receipt_capacity * sizeof(bp_receipt));
}

static bp_soa *buffer_behind_receipts(const bp_pool *pool, uint32_t index) { return buffers_of(pool) + index; }

static uint32_t index_behind_receipts(const bp_pool *pool, const bp_soa *buffer) {
  const uintptr_t offset = (uintptr_t)buffer - (uintptr_t)buffers_of(pool);
  const uintptr_t index = offset / sizeof(bp_soa);
  return offset % sizeof(bp_soa) == 0 && index < pool->soa_capacity ? (uint32_t)index : NOT_A_BUFFER;
}

#define RECEIPT_AT receipt_from_the_end
#define BUFFER_AT buffer_behind_receipts
#define INDEX_OF index_behind_receipts
#include "../sound/pool.c"
