#include "internal/validity.h"

#include "bufferpool_inline.h"
#include "internal/limits.h"
#include "stack_order.h"

static bool counts_are_in_range(const bp_pool *pool) {
  return pool->soa_capacity > 0 && pool->soa_capacity <= BP_LARGEST_SOA_CAPACITY && pool->receipt_capacity > 0 &&
         pool->receipt_capacity <= BP_LARGEST_RECEIPT_CAPACITY && pool->receipts_in_use <= pool->receipt_capacity;
}

static bool lies_in_mapping(const bp_pool *pool, const void *part, size_t bytes) {
  const uintptr_t offset = (uintptr_t)part - (uintptr_t)pool;
  return (uintptr_t)part % BP_CACHE_LINE == 0 && offset >= sizeof(bp_pool) + bp_stack_bytes(pool->soa_capacity) &&
         offset <= pool->mapping_bytes && bytes <= pool->mapping_bytes - offset;
}

static bool parts_lie_in_mapping(const bp_pool *pool) {
  return lies_in_mapping(pool, (const void *)pool->slots, pool->soa_capacity * sizeof(bp_soa **)) &&
         lies_in_mapping(pool, pool->soa, pool->soa_capacity * sizeof(bp_soa)) &&
         lies_in_mapping(pool, pool->receipts, pool->receipt_capacity * sizeof(bp_receipt));
}

/* A place of the stack, or the NULL below it; compared as numbers, for it may point anywhere. */
static bool is_place(const bp_pool *pool, bp_soa *const *place) {
  const uintptr_t offset = (uintptr_t)place - (uintptr_t)(pool + 1);
  return offset % sizeof(bp_soa *) == 0 && offset / sizeof(bp_soa *) <= pool->soa_capacity;
}

static bool ends_hold(const bp_pool *pool) {
  bp_soa *const *const stack = (bp_soa *const *)(pool + 1);
  return stack[0] == NULL && stack[pool->soa_capacity + 1] == NULL && is_place(pool, pool->top);
}

/* So no buffer stands twice in what is intact. */
static bool inverse_holds_at(const bp_pool *pool, bp_soa *const *place) {
  const uintptr_t index = bp_inline_index(pool, *place);
  return index < pool->soa_capacity && pool->slots[index] == place;
}

bool bp_pool_is_plausible(const bp_pool *pool) {
  return pool != NULL && counts_are_in_range(pool) && parts_lie_in_mapping(pool) && ends_hold(pool) &&
         (bp_inline_free_count(pool) == 0 || inverse_holds_at(pool, pool->top));
}

bool bp_pool_is_valid(const bp_pool *pool) {
  if (!bp_pool_is_plausible(pool)) {
    return false;
  }
  bp_soa *const *place = (bp_soa *const *)(pool + 1) + 1;
  for (; place <= pool->top || *place != NULL; place += 1) {
    if (!inverse_holds_at(pool, place)) {
      return false;
    }
  }
  for (uint32_t index = 0; index < pool->soa_capacity; index += 1) {
    bp_soa *const *const slot = pool->slots[index];
    if (!is_place(pool, slot) || slot == (bp_soa *const *)(pool + 1)) {
      return false;
    }
  }
  return true;
}
