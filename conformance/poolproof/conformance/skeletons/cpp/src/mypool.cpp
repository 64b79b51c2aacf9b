// mypool.cpp: a buffer pool in C++, with the functions of bufferpool.h. It conforms but for one gap: see GAP.
#include <array>
#include <cstddef>
#include <cstdint>
#include <new>

#include "bufferpool.h"

namespace {

constexpr std::uint32_t kBuffers = 16;
constexpr std::uint32_t kReceipts = 1024;

}  // namespace

struct bp_pool {
 public:
  bp_pool() { clear(); }

  int get_soa(std::size_t size, bp_soa **out) {
    *out = nullptr;
    if (size > BP_LANES) return BP_INVALID_SIZE;  // before the capacity (GUARD-3)
    if (free_count_ == 0) return BP_EXHAUSTED;
    const std::uint32_t number = stack_[--free_count_];
    lent_[number] = true;
    buffers_[number] = bp_soa{};
    *out = &buffers_[number];
    return BP_OK;
  }

  int return_soa(const bp_soa *buffer) {
    // Not a comparison of pointers, which C++ does not define between one object and another. Below the first one it wraps.
    const auto offset = reinterpret_cast<std::uintptr_t>(buffer) - reinterpret_cast<std::uintptr_t>(buffers_.data());
    const auto number = offset / sizeof(bp_soa);
    if (number >= kBuffers || offset % sizeof(bp_soa) != 0) return BP_NOT_OWNED;
    // GAP: a buffer that is returned twice is taken in twice, and soon lent to two holders at once. Write here:
    //   if (!lent_[number]) return BP_NOT_IN_USE;
    lent_[number] = false;
    stack_[free_count_++] = static_cast<std::uint32_t>(number);
    return BP_OK;
  }

  int get_receipt(bp_receipt **out) {
    *out = nullptr;
    if (receipts_in_use_ == kReceipts) return BP_RECEIPTS_EXHAUSTED;
    bp_receipt &receipt = receipts_[receipts_in_use_];
    receipt = bp_receipt{};
    receipt.id = receipts_in_use_++;
    *out = &receipt;
    return BP_OK;
  }

  void reset_receipts() { receipts_in_use_ = 0; }

  void clear() {
    for (std::uint32_t number = 0; number < kBuffers; number++) stack_[number] = kBuffers - 1 - number;
    lent_.fill(false);
    free_count_ = kBuffers;
    receipts_in_use_ = 0;
  }

  bp_usage usage() const { return {kBuffers - free_count_, kBuffers, receipts_in_use_, kReceipts}; }

 private:
  // Filled with zeros when the pool is made: every page is touched then, so that no operation touches one first (HOT-4).
  alignas(BP_SOA_ALIGNMENT) std::array<bp_soa, kBuffers> buffers_{};
  alignas(BP_RECEIPT_ALIGNMENT) std::array<bp_receipt, kReceipts> receipts_{};
  std::array<std::uint32_t, kBuffers> stack_{};  // numbers of the free buffers: the last one is lent next (ORDER-1)
  std::array<bool, kBuffers> lent_{};
  std::uint32_t free_count_ = 0;
  std::uint32_t receipts_in_use_ = 0;
};

std::uint32_t bp_abi_version() { return BP_ABI_VERSION; }

const char *bp_name() { return "mypool"; }

int bp_create(const bp_config *config, bp_pool **out) {
  *out = nullptr;
  if (config != nullptr && (config->soa_capacity != kBuffers || config->receipt_capacity != kReceipts))
    return BP_INVALID_CONFIG;
  *out = new (std::nothrow) bp_pool;  // no exception may leave a function of the binding
  return *out != nullptr ? BP_OK : BP_NO_MEMORY;
}

void bp_destroy(bp_pool *pool) { delete pool; }

int bp_get_soa(bp_pool *pool, std::size_t size, bp_soa **out) { return pool->get_soa(size, out); }

int bp_return_soa(bp_pool *pool, bp_soa *buffer) { return pool->return_soa(buffer); }

int bp_get_receipt(bp_pool *pool, bp_receipt **out) { return pool->get_receipt(out); }

void bp_reset_receipts(bp_pool *pool) { pool->reset_receipts(); }

void bp_clear(bp_pool *pool) { pool->clear(); }

void bp_capacity_usage(const bp_pool *pool, bp_usage *out) { *out = pool->usage(); }
