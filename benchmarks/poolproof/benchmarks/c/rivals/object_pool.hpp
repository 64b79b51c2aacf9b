// A generic object pool in C++: its objects are made, blanked and unmade by functions that it is given as std::function.
#define RIVAL_NAME "object pool, std::function"

#include <functional>
#include <new>
#include <vector>

#include "clear.h"
#include "config.h"

template <typename Object>
class rival_objects {
 public:
  rival_objects(uint32_t capacity, std::function<Object *()> make, std::function<void(Object *)> blank,
                std::function<void(Object *)> unmake)
      : blank_(std::move(blank)), unmake_(std::move(unmake)), capacity_(capacity) {
    free_objects_.reserve(capacity);
    for (uint32_t i = 0; i < capacity; ++i) {
      Object *const object = make();
      blank_(object);
      free_objects_.push_back(object);
    }
  }
  rival_objects(const rival_objects &) = delete;
  rival_objects &operator=(const rival_objects &) = delete;
  ~rival_objects() {
    for (Object *object : free_objects_) unmake_(object);
  }

  Object *acquire() {
    if (free_objects_.empty()) return nullptr;
    Object *const object = free_objects_.back();
    free_objects_.pop_back();
    blank_(object);
    return object;
  }
  void release(Object *object) {
    if (free_objects_.size() < capacity_) free_objects_.push_back(object);
  }
  uint32_t capacity() const { return capacity_; }
  uint32_t in_use() const { return capacity_ - static_cast<uint32_t>(free_objects_.size()); }

 private:
  std::function<void(Object *)> blank_;
  std::function<void(Object *)> unmake_;
  std::vector<Object *> free_objects_;
  uint32_t capacity_;
};

template <typename Object>
static Object *rival_make() {
  return static_cast<Object *>(::operator new(sizeof(Object), std::align_val_t{64}));
}

template <typename Object>
static void rival_unmake(Object *object) {
  ::operator delete(object, std::align_val_t{64});
}

struct rival_pool {
  explicit rival_pool(const bp_config &config)
      : soa(config.soa_capacity, rival_make<bp_soa>, rival_zero_soa, rival_unmake<bp_soa>),
        receipts(config.receipt_capacity, rival_make<bp_receipt>, rival_zero_receipt, rival_unmake<bp_receipt>) {
    lent_receipts.reserve(config.receipt_capacity);
  }
  rival_objects<bp_soa> soa;
  rival_objects<bp_receipt> receipts;
  std::vector<bp_receipt *> lent_receipts;  // a generic pool has no list of what it lent
};

static inline int rival_get_soa(rival_pool *pool, size_t, bp_soa **out) {
  *out = pool->soa.acquire();
  return *out == nullptr ? BP_EXHAUSTED : BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  pool->soa.release(buffer);
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  bp_receipt *const receipt = pool->receipts.acquire();
  *out = receipt;
  if (receipt == nullptr) return BP_RECEIPTS_EXHAUSTED;
  receipt->id = pool->lent_receipts.size();
  pool->lent_receipts.push_back(receipt);
  return BP_OK;
}

// What a user of an object pool does at the end of an operation: the receipt is the one handed out last.
#define RIVAL_RETURNS_RECEIPTS
static inline void rival_return_receipt(rival_pool *pool, bp_receipt *receipt) {
  pool->lent_receipts.pop_back();
  pool->receipts.release(receipt);
}

static inline void rival_reset_receipts(rival_pool *pool) {
  while (!pool->lent_receipts.empty()) rival_return_receipt(pool, pool->lent_receipts.back());
}

static inline void rival_clear(rival_pool *pool) { rival_reset_receipts(pool); }

static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  *out = {pool->soa.in_use(), pool->soa.capacity(), pool->receipts.in_use(), pool->receipts.capacity()};
}

static inline void rival_destroy(rival_pool *pool) {
  if (pool != nullptr) rival_reset_receipts(pool);
  delete pool;
}

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
