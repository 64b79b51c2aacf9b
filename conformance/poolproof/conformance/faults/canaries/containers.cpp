// A pool of the standard containers: all that they will ever need is reserved at create, and nothing is inserted after it.
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <unordered_map>
#include <vector>

#include "bufferpool.h"

namespace {

constexpr std::uint32_t kMost = 1u << 18;

struct alignas(BP_SOA_ALIGNMENT) Buffer {
  bp_soa words;
};

struct alignas(BP_RECEIPT_ALIGNMENT) Receipt {
  bp_receipt fields;
};

struct Tenant {
  bool lent = false;
};

}  // namespace

struct bp_pool {
  explicit bp_pool(const bp_config &capacity) : buffers(capacity.soa_capacity), receipts(capacity.receipt_capacity) {
    tenants.reserve(buffers.size());
    for (Buffer &buffer : buffers) {
      tenants.emplace(&buffer.words, Tenant{});
    }
    free.reserve(buffers.size());
    clear();
  }

  void clear() {
    free.clear();
    for (Buffer &buffer : buffers) {
      free.push_back(&buffer.words);
    }
    for (auto &entry : tenants) {
      entry.second.lent = false;
    }
    receipts_in_use = 0;
  }

  int get_soa(std::size_t size, bp_soa **out) {
    *out = nullptr;
    if (size > BP_LANES) {
      return BP_INVALID_SIZE;
    }
    if (free.empty()) {
      return BP_EXHAUSTED;
    }
    *out = free.back();
    free.pop_back();
    **out = bp_soa{};
    tenants.find(*out)->second.lent = true;
    return BP_OK;
  }

  int return_soa(bp_soa *buffer) {
    const auto found = tenants.find(buffer);
    if (found == tenants.end()) {
      return BP_NOT_OWNED;
    }
    if (!found->second.lent) {
      return BP_NOT_IN_USE;
    }
    found->second.lent = false;
    free.push_back(buffer);
    return BP_OK;
  }

  int get_receipt(bp_receipt **out) {
    *out = nullptr;
    if (receipts_in_use == receipts.size()) {
      return BP_RECEIPTS_EXHAUSTED;
    }
    bp_receipt &receipt = receipts[receipts_in_use].fields;
    receipt = bp_receipt{};
    receipt.id = receipts_in_use++;
    *out = &receipt;
    return BP_OK;
  }

  bp_usage usage() const {
    return {static_cast<std::uint32_t>(buffers.size() - free.size()), static_cast<std::uint32_t>(buffers.size()),
            static_cast<std::uint32_t>(receipts_in_use), static_cast<std::uint32_t>(receipts.size())};
  }

  std::vector<Buffer> buffers;
  std::vector<Receipt> receipts;
  std::vector<bp_soa *> free;
  std::unordered_map<const bp_soa *, Tenant> tenants;
  std::size_t receipts_in_use = 0;
};

std::uint32_t bp_abi_version() { return BP_ABI_VERSION; }

const char *bp_name() { return "standard containers"; }

int bp_create(const bp_config *config, bp_pool **out) {
  const bp_config capacity = config != nullptr ? *config : bp_config{16, 1024};
  *out = nullptr;
  if (capacity.soa_capacity - 1 >= kMost || capacity.receipt_capacity - 1 >= kMost) {
    return BP_INVALID_CONFIG;
  }
  try {
    *out = new bp_pool(capacity);
  } catch (const std::bad_alloc &) {
    return BP_NO_MEMORY;
  }
  return BP_OK;
}

void bp_destroy(bp_pool *pool) { delete pool; }

int bp_get_soa(bp_pool *pool, std::size_t size, bp_soa **out) { return pool->get_soa(size, out); }

int bp_return_soa(bp_pool *pool, bp_soa *buffer) { return pool->return_soa(buffer); }

int bp_get_receipt(bp_pool *pool, bp_receipt **out) { return pool->get_receipt(out); }

void bp_reset_receipts(bp_pool *pool) { pool->receipts_in_use = 0; }

void bp_clear(bp_pool *pool) { pool->clear(); }

void bp_capacity_usage(const bp_pool *pool, bp_usage *out) { *out = pool->usage(); }
