// boost::pool, one for each size of record, over blocks that are aligned as the buffers must be: by its default allocator they
// are not, and the clear crosses cache lines. It grows, so that it has no capacity.
#include <boost/pool/pool.hpp>

#define RIVAL_NAME "boost::pool"

#include <cstdlib>
#include <new>

#include "clear.h"
#include "config.h"

struct rival_aligned_blocks {
  using size_type = std::size_t;
  using difference_type = std::ptrdiff_t;
  static char *malloc(size_type bytes) { return static_cast<char *>(std::aligned_alloc(64, (bytes + 63) / 64 * 64)); }
  static void free(char *block) { std::free(block); }
};

struct rival_pool {
  explicit rival_pool(const bp_config &wanted)
      : soa(sizeof(bp_soa), wanted.soa_capacity), receipts(sizeof(bp_receipt), wanted.receipt_capacity), config(wanted) {}
  boost::pool<rival_aligned_blocks> soa;
  boost::pool<rival_aligned_blocks> receipts;
  uint32_t receipts_in_use = 0;
  bp_config config;
};

static inline int rival_get_soa(rival_pool *pool, size_t, bp_soa **out) {
  bp_soa *const buffer = static_cast<bp_soa *>(pool->soa.malloc());
  *out = buffer;
  if (buffer == nullptr) return BP_NO_MEMORY;
  rival_zero_soa(buffer);
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  pool->soa.free(buffer);
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  *out = nullptr;
  if (pool->receipts_in_use == pool->config.receipt_capacity) return BP_RECEIPTS_EXHAUSTED;
  bp_receipt *const receipt = static_cast<bp_receipt *>(pool->receipts.malloc());
  if (receipt == nullptr) return BP_NO_MEMORY;
  rival_zero_receipt(receipt);
  receipt->id = pool->receipts_in_use;
  pool->receipts_in_use += 1;
  *out = receipt;
  return BP_OK;
}

// What a user of an allocator does at the end of an operation: the receipt is the one handed out last.
#define RIVAL_RETURNS_RECEIPTS
static inline void rival_return_receipt(rival_pool *pool, bp_receipt *receipt) {
  pool->receipts_in_use -= 1;
  pool->receipts.free(receipt);
}

static inline void rival_reset_receipts(rival_pool *pool) {
  pool->receipts.purge_memory();
  pool->receipts_in_use = 0;
}

static inline void rival_clear(rival_pool *pool) {
  pool->soa.purge_memory();
  rival_reset_receipts(pool);
}

static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  *out = {0, pool->config.soa_capacity, pool->receipts_in_use, pool->config.receipt_capacity};
}

static inline void rival_destroy(rival_pool *pool) { delete pool; }

static inline int rival_create(const bp_config *config, rival_pool **out) {
  bp_config wanted;
  *out = nullptr;
  const int status = rival_read_config(config, &wanted);
  if (status != BP_OK) return status;
  *out = new (std::nothrow) rival_pool(wanted);
  return *out == nullptr ? BP_NO_MEMORY : BP_OK;
}
