/* The receipts are the last in their block, made by new, and each is blanked with the line of 64 bytes behind it. */
#include <new>

#define RECEIPT_STRIDE ((size_t)0) /* none in the storage */
#define EXTRA_STATE bp_receipt *receipts;
#include "../../sound/parts.h"

static bp_pool *allocate(bp_config config) {
  bp_pool *pool = sound_allocate(config);
  if (pool == nullptr) return nullptr;
  void *receipts = operator new(config.receipt_capacity * sizeof(bp_receipt), std::align_val_t(64), std::nothrow);
  if (receipts == nullptr) {
    sound_release(pool);
    return nullptr;
  }
  memset(receipts, 0, config.receipt_capacity * sizeof(bp_receipt));
  pool->receipts = static_cast<bp_receipt *>(receipts);
  return pool;
}

static void release(bp_pool *pool) {
  if (pool == nullptr) return;
  operator delete(pool->receipts, std::align_val_t(64));
  sound_release(pool);
}

static bp_receipt *receipt_at(const bp_pool *pool, uint32_t index) { return pool->receipts + index; }

static void blank(bp_pool *, bp_receipt *receipt, uint32_t index) {
  uint8_t *bytes = reinterpret_cast<uint8_t *>(receipt);
  for (size_t at = 0; at < sizeof(bp_receipt) + 64; at++) {
    if (bytes[at] != 0) bytes[at] = 0;
  }
  receipt->id = index;
}

#define ALLOCATE allocate
#define RELEASE release
#define RECEIPT_AT receipt_at
#define BLANK_RECEIPT blank
#include "../../sound/pool.c"
