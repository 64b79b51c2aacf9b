// The ranges of all pools ever made are kept; a buffer of one that has ended is refused as not in use, not as not owned.
#include "../../sound/parts.h"

#include <algorithm>
#include <cstdint>
#include <vector>

struct range {
  uintptr_t from, to;
};

static std::vector<range> *ended;

static void note_and_release(bp_pool *pool) {
  if (pool == nullptr) {
    return;
  }
  if (ended == nullptr) {
    ended = new std::vector<range>;
    ended->reserve(1 << 16);
  }
  if (ended->size() < ended->capacity()) {
    const auto from = (uintptr_t)pool->storage;
    ended->push_back({from, from + pool->soa_capacity * sizeof(bp_soa)});
  }
  sound_release(pool);
}

static int refusal_of(const bp_pool *pool, const bp_soa *buffer, uint32_t index) {
  if (index != NOT_A_BUFFER) {
    return sound_is_lent(pool, index) ? BP_OK : BP_NOT_IN_USE;
  }
  const auto at = (uintptr_t)buffer;
  const auto first_receipt = (uintptr_t)pool->storage + ::first_receipt(pool->soa_capacity);
  const auto is_within = [at](const range &each) { return at >= each.from && at < each.to && (at - each.from) % 192 == 0; };
  const bool is_here = at >= (uintptr_t)pool->storage && at < first_receipt + pool->receipt_capacity * sizeof(bp_receipt);
  if (ended == nullptr || is_here || std::none_of(ended->end() - (ptrdiff_t)std::min<size_t>(ended->size(), 8), ended->end(), is_within)) {
    return BP_NOT_OWNED;
  }
  return BP_NOT_IN_USE;
}

#define RELEASE note_and_release
#define RETURN_REFUSAL(pool, index) refusal_of(pool, buffer, index)

#include "../../sound/pool.c"
