#include "internal/validity.h"

#include "internal/limits.h"

static bool counts_are_in_range(const bp_pool *pool) {
  return pool->soa_capacity > 0 && pool->soa_capacity <= BP_LARGEST_SOA_CAPACITY && pool->receipt_capacity > 0 &&
         pool->receipt_capacity <= BP_LARGEST_RECEIPT_CAPACITY && pool->top <= pool->soa_capacity &&
         pool->receipts_in_use <= pool->receipt_capacity;
}

static bool lies_in_mapping(const bp_pool *pool, const void *part, size_t bytes) {
  const uintptr_t offset = (uintptr_t)part - (uintptr_t)pool;
  return (uintptr_t)part % BP_CACHE_LINE == 0 && offset >= sizeof(bp_pool) && offset <= pool->mapping_bytes &&
         bytes <= pool->mapping_bytes - offset;
}

static bool parts_lie_in_mapping(const bp_pool *pool) {
  return lies_in_mapping(pool, pool->dense, pool->soa_capacity * sizeof(uint32_t)) &&
         lies_in_mapping(pool, pool->sparse, pool->soa_capacity * sizeof(uint32_t)) &&
         lies_in_mapping(pool, pool->soa, pool->soa_capacity * sizeof(bp_soa)) &&
         lies_in_mapping(pool, pool->receipts, pool->receipt_capacity * sizeof(bp_receipt));
}

static bool inverse_holds_at(const bp_pool *pool, uint32_t position) {
  const uint32_t index = pool->dense[position];
  return index < pool->soa_capacity && pool->sparse[index] == position;
}

bool bp_pool_is_plausible(const bp_pool *pool) {
  return pool != NULL && counts_are_in_range(pool) && parts_lie_in_mapping(pool) &&
         (pool->top == 0 || inverse_holds_at(pool, pool->top - 1));
}

bool bp_pool_is_valid(const bp_pool *pool) {
  if (!bp_pool_is_plausible(pool)) {
    return false;
  }
  for (uint32_t position = 0; position < pool->soa_capacity; position += 1) {
    if (!inverse_holds_at(pool, position)) {
      return false;
    }
  }
  return true;
}
