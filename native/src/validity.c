#include "internal/validity.h"

#include "bufferpool_inline.h"
#include "internal/limits.h"

static bool counts_are_in_range(const bp_pool *pool) {
  return pool->soa_capacity > 0 && pool->soa_capacity <= BP_LARGEST_SOA_CAPACITY && pool->receipt_capacity > 0 &&
         pool->receipt_capacity <= BP_LARGEST_RECEIPT_CAPACITY && pool->top <= pool->intact &&
         pool->intact <= pool->soa_capacity && pool->receipts_in_use <= pool->receipt_capacity;
}

static bool lies_in_mapping(const bp_pool *pool, const void *part, size_t bytes) {
  const uintptr_t offset = (uintptr_t)part - (uintptr_t)pool;
  return (uintptr_t)part % BP_CACHE_LINE == 0 && offset >= sizeof(bp_pool) && offset <= pool->mapping_bytes &&
         bytes <= pool->mapping_bytes - offset;
}

static bool parts_lie_in_mapping(const bp_pool *pool) {
  return lies_in_mapping(pool, pool->stack, pool->soa_capacity * sizeof(bp_soa *)) &&
         lies_in_mapping(pool, pool->heights, pool->soa_capacity * sizeof(uint32_t)) &&
         lies_in_mapping(pool, pool->soa, pool->soa_capacity * sizeof(bp_soa)) &&
         lies_in_mapping(pool, pool->receipts, pool->receipt_capacity * sizeof(bp_receipt));
}

/* So no buffer stands twice below intact. */
static bool inverse_holds_at(const bp_pool *pool, uint32_t height) {
  const uintptr_t index = bp_inline_index(pool, pool->stack[height]);
  return index < pool->soa_capacity && pool->heights[index] == height;
}

bool bp_pool_is_plausible(const bp_pool *pool) {
  return pool != NULL && counts_are_in_range(pool) && parts_lie_in_mapping(pool) &&
         (pool->top == 0 || inverse_holds_at(pool, pool->top - 1));
}

bool bp_pool_is_valid(const bp_pool *pool) {
  if (!bp_pool_is_plausible(pool)) {
    return false;
  }
  for (uint32_t height = 0; height < pool->intact; height += 1) {
    if (!inverse_holds_at(pool, height)) {
      return false;
    }
  }
  for (uint32_t index = 0; index < pool->soa_capacity; index += 1) {
    if (pool->heights[index] >= pool->soa_capacity) {
      return false;
    }
  }
  return true;
}
