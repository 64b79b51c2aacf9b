/* create and destroy: where all the memory comes from and goes to. */
#include "bufferpool_inline/state.h"
#include "internal/export.h"
#include "internal/limits.h"
#include "internal/memory.h"
#include "internal/validity.h"
#include "stack_order.h"

/* Offsets from the start of the mapping, in bytes. */
typedef struct layout {
  size_t slots;
  size_t soa;
  size_t receipts;
  size_t end;
} layout;

static size_t whole_lines(size_t bytes) { return (bytes + BP_CACHE_LINE - 1) / BP_CACHE_LINE * BP_CACHE_LINE; }

/* On 32-bit systems too nothing overflows here: the largest pool takes 148 MB. */
static layout layout_of(bp_config config) {
  layout place;
  place.slots = whole_lines(sizeof(bp_pool) + bp_stack_bytes(config.soa_capacity));
  place.soa = place.slots + whole_lines(config.soa_capacity * sizeof(bp_soa **));
  place.receipts = place.soa + config.soa_capacity * sizeof(bp_soa);
  place.end = place.receipts + config.receipt_capacity * sizeof(bp_receipt);
  return place;
}

static int is_supported(bp_config config) {
  return config.soa_capacity > 0 && config.soa_capacity <= BP_LARGEST_SOA_CAPACITY && config.receipt_capacity > 0 &&
         config.receipt_capacity <= BP_LARGEST_RECEIPT_CAPACITY;
}

static void *at(bp_pool *pool, size_t offset) { return (unsigned char *)pool + offset; }

BP_EXPORT int bp_create(const bp_config *config, bp_pool **out) {
  static const bp_config default_config = {BP_DEFAULT_SOA_CAPACITY, BP_DEFAULT_RECEIPT_CAPACITY};
  const bp_config wanted = config == NULL ? default_config : *config;
  *out = NULL;
  if (!is_supported(wanted)) {
    return BP_INVALID_CONFIG;
  }
  const layout place = layout_of(wanted);
  const size_t mapping_bytes = bp_memory_round(place.end);
  bp_pool *const pool = bp_memory_take(mapping_bytes);
  if (pool == NULL) {
    return BP_NO_MEMORY;
  }
  pool->soa_capacity = wanted.soa_capacity;
  pool->receipt_capacity = wanted.receipt_capacity;
  pool->slots = (bp_soa ***)at(pool, place.slots);
  pool->soa = at(pool, place.soa);
  pool->receipts = at(pool, place.receipts);
  pool->mapping_bytes = mapping_bytes;
  /*@ admit parts_lie_apart: LAID_OUT && APART(out); */
  bp_restore_creation_order(pool);
  BP_ASSERT_VALID(pool);
  *out = pool;
  return BP_OK;
}

BP_EXPORT void bp_destroy(bp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  BP_ASSERT_VALID(pool);
  bp_memory_give_back(pool, pool->mapping_bytes);
}
