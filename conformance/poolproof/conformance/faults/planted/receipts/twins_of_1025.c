/* In a pool of exactly 1025 receipts the last two are one. */
#include "../../sound/parts.h"

static bp_receipt *receipt_at_or_before(const bp_pool *pool, uint32_t index) {
  return sound_receipt_at(pool, index - (index == 1024 && pool->receipt_capacity == 1025));
}

#define RECEIPT_AT receipt_at_or_before

#include "../../sound/pool.c"
