// boost::object_pool, whose free list is kept in the order of addresses so that its end can destroy what is still lent: a
// return walks along the list. It grows, so that it has no capacity.
#include <boost/pool/object_pool.hpp>

#define RIVAL_NAME "boost::object_pool"

#include <new>
#include <optional>

#include "clear.h"
#include "config.h"

struct rival_pool {
  explicit rival_pool(const bp_config &wanted) : config(wanted) {}
  std::optional<boost::object_pool<bp_soa>> soa;  // its one way of taking everything back is its end
  std::optional<boost::object_pool<bp_receipt>> receipts;
  uint32_t receipts_in_use = 0;
  bp_config config;
};

static inline int rival_get_soa(rival_pool *pool, size_t, bp_soa **out) {
  bp_soa *const buffer = pool->soa->malloc();
  *out = buffer;
  if (buffer == nullptr) return BP_NO_MEMORY;
  rival_zero_soa(buffer);
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  pool->soa->free(buffer);
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  *out = nullptr;
  if (pool->receipts_in_use == pool->config.receipt_capacity) return BP_RECEIPTS_EXHAUSTED;
  bp_receipt *const receipt = pool->receipts->malloc();
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
  pool->receipts->free(receipt);
}

static inline void rival_reset_receipts(rival_pool *pool) {
  pool->receipts.emplace(pool->config.receipt_capacity);
  pool->receipts_in_use = 0;
}

static inline void rival_clear(rival_pool *pool) {
  pool->soa.emplace(pool->config.soa_capacity);
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
  if (*out == nullptr) return BP_NO_MEMORY;
  rival_clear(*out);
  return BP_OK;
}
