// The record's own code, in C++: a vector of the free buffers, popped and pushed, with the checks that the record has. What it
// drops without a word when the vector is full it drops here too. All of a buffer is cleared.
#define RIVAL_NAME "std::vector stack"

#include <new>
#include <vector>

#include "storage.h"

struct rival_pool {
  std::vector<bp_soa *> free_buffers;
  rival_storage storage;
};

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  *out = nullptr;
  if (size > BP_LANES) return BP_INVALID_SIZE;
  if (pool->free_buffers.empty()) return BP_EXHAUSTED;
  bp_soa *const buffer = pool->free_buffers.back();
  pool->free_buffers.pop_back();
  rival_zero_soa(buffer);
  *out = buffer;
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  if (pool->free_buffers.size() < pool->storage.soa_capacity) pool->free_buffers.push_back(buffer);
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  return rival_storage_get_receipt(&pool->storage, out);
}

static inline void rival_reset_receipts(rival_pool *pool) { pool->storage.receipts_in_use = 0; }

static inline void rival_clear(rival_pool *pool) {
  pool->free_buffers.clear();
  for (uint32_t i = 0; i < pool->storage.soa_capacity; ++i) pool->free_buffers.push_back(pool->storage.soa + i);
  pool->storage.receipts_in_use = 0;
}

static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  rival_storage_usage(&pool->storage, pool->storage.soa_capacity - static_cast<uint32_t>(pool->free_buffers.size()), out);
}

static inline void rival_destroy(rival_pool *pool) {
  if (pool != nullptr) rival_storage_give_back(&pool->storage);
  delete pool;
}

static inline int rival_create(const bp_config *config, rival_pool **out) {
  rival_storage storage;
  *out = nullptr;
  const int status = rival_storage_take(&storage, config);
  if (status != BP_OK) return status;
  try {
    *out = new rival_pool{std::vector<bp_soa *>(storage.soa_capacity), storage};
  } catch (const std::bad_alloc &) {
    rival_storage_give_back(&storage);
    return BP_NO_MEMORY;
  }
  rival_clear(*out);
  return BP_OK;
}
