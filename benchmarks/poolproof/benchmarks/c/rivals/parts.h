/* What adapters share: the clear, in full-width stores, and receipts handed out in order. */
#ifndef POOLPROOF_RIVALS_PARTS_H
#define POOLPROOF_RIVALS_PARTS_H

#include <bufferpool.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS_BUFFERS = 16, PARTS_RECEIPTS = 1024 };

/* At any multiple of 8: a general allocator promises no more than 16. */
typedef uint64_t parts_four_words __attribute__((vector_size(32), may_alias, aligned(8)));

/* Written out: gcc makes `rep stosq` of a memset of this size, which takes seven times as long. A rival is not to lose by its
 * adapter. */
static inline void parts_zero_soa(bp_soa *buffer) {
  parts_four_words *const part = (parts_four_words *)(void *)buffer;
  const parts_four_words zero = {0, 0, 0, 0};
  part[5] = zero;
  part[4] = zero;
  part[3] = zero;
  part[2] = zero;
  part[1] = zero;
  part[0] = zero;
}

static inline void parts_zero_receipt(bp_receipt *receipt) {
  parts_four_words *const part = (parts_four_words *)(void *)receipt;
  const parts_four_words zero = {0, 0, 0, 0};
  part[3] = zero;
  part[2] = zero;
  part[1] = zero;
  part[0] = zero;
}

static inline bp_config parts_config(const bp_config *config) {
  const bp_config usual = {PARTS_BUFFERS, PARTS_RECEIPTS};
  return config == NULL ? usual : *config;
}

/* Receipts for rivals that have none of their own: an array, and the number of the next. */
struct parts_receipts {
  bp_receipt *array;
  uint32_t next, capacity;
};

/* Touched, so that no page is new to the hot path. */
static inline int parts_receipts_create(struct parts_receipts *receipts, uint32_t capacity) {
  const size_t bytes = capacity * sizeof(bp_receipt);
  receipts->next = 0;
  receipts->capacity = capacity;
  receipts->array = (bp_receipt *)aligned_alloc(BP_RECEIPT_ALIGNMENT, bytes);
  if (receipts->array == NULL) return BP_NO_MEMORY;
  memset(receipts->array, 0, bytes);
  return BP_OK;
}

static inline int parts_receipts_get(struct parts_receipts *receipts, bp_receipt **out) {
  *out = NULL;
  if (receipts->next == receipts->capacity) return BP_RECEIPTS_EXHAUSTED;
  bp_receipt *const receipt = receipts->array + receipts->next;
  parts_zero_receipt(receipt);
  receipt->id = receipts->next;
  receipts->next += 1;
  *out = receipt;
  return BP_OK;
}

#endif
