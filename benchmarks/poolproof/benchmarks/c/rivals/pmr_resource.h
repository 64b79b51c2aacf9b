// A std::pmr resource for the buffers and one for the receipts, for the adapters that differ in the kind of resource. Before
// this, they have defined what a rival_resource is. It throws where there is no memory.
#ifndef POOLPROOF_RIVALS_PMR_RESOURCE_H
#define POOLPROOF_RIVALS_PMR_RESOURCE_H

#include <memory_resource>
#include <new>

#include "clear.h"
#include "config.h"

struct rival_pool {
  explicit rival_pool(const bp_config &wanted)
      : soa(wanted.soa_capacity * sizeof(bp_soa)), receipts(wanted.receipt_capacity * sizeof(bp_receipt)), config(wanted) {}
  rival_resource soa;
  rival_resource receipts;
  uint32_t receipts_in_use = 0;
  bp_config config;
};

static inline int rival_get_soa(rival_pool *pool, size_t, bp_soa **out) {
  try {
    *out = static_cast<bp_soa *>(pool->soa.resource.allocate(sizeof(bp_soa), BP_SOA_ALIGNMENT));
  } catch (const std::bad_alloc &) {
    *out = nullptr;
    return BP_EXHAUSTED;
  }
  rival_zero_soa(*out);
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  pool->soa.resource.deallocate(buffer, sizeof(bp_soa), BP_SOA_ALIGNMENT);
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  *out = nullptr;
  if (pool->receipts_in_use == pool->config.receipt_capacity) return BP_RECEIPTS_EXHAUSTED;
  try {
    *out = static_cast<bp_receipt *>(pool->receipts.resource.allocate(sizeof(bp_receipt), BP_RECEIPT_ALIGNMENT));
  } catch (const std::bad_alloc &) {
    return BP_RECEIPTS_EXHAUSTED;
  }
  rival_zero_receipt(*out);
  (*out)->id = pool->receipts_in_use;
  pool->receipts_in_use += 1;
  return BP_OK;
}

static inline void rival_reset_receipts(rival_pool *pool) {
  pool->receipts.resource.release();
  pool->receipts_in_use = 0;
}

static inline void rival_clear(rival_pool *pool) {
  pool->soa.resource.release();
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
  try {
    *out = new rival_pool(wanted);
  } catch (const std::bad_alloc &) {
    return BP_NO_MEMORY;
  }
  return BP_OK;
}

#endif
