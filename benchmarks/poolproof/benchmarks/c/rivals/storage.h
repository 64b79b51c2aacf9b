/* Buffers and receipts side by side, for rivals that say only which buffer is lent next. The receipts are an array and the
 * number of the next one. */
#ifndef POOLPROOF_RIVALS_STORAGE_H
#define POOLPROOF_RIVALS_STORAGE_H

#include <stdlib.h>
#include <string.h>

#include "clear.h"
#include "config.h"

typedef struct rival_storage {
  bp_soa *soa;
  bp_receipt *receipts;
  uint32_t soa_capacity;
  uint32_t receipt_capacity;
  uint32_t receipts_in_use;
} rival_storage;

/* Written to, so that the hot path touches no page for the first time. */
static inline int rival_storage_take(rival_storage *storage, const bp_config *config) {
  bp_config wanted;
  const int status = rival_read_config(config, &wanted);
  if (status != BP_OK) return status;
  const size_t soa_bytes = wanted.soa_capacity * sizeof(bp_soa);
  const size_t bytes = soa_bytes + wanted.receipt_capacity * sizeof(bp_receipt);
  char *const memory = (char *)aligned_alloc(64, bytes);
  if (memory == NULL) return BP_NO_MEMORY;
  memset(memory, 0, bytes);
  storage->soa = (bp_soa *)(void *)memory;
  storage->receipts = (bp_receipt *)(void *)(memory + soa_bytes);
  storage->soa_capacity = wanted.soa_capacity;
  storage->receipt_capacity = wanted.receipt_capacity;
  storage->receipts_in_use = 0;
  return BP_OK;
}

static inline void rival_storage_give_back(rival_storage *storage) { free(storage->soa); }

static inline int rival_storage_get_receipt(rival_storage *storage, bp_receipt **out) {
  const uint32_t next = storage->receipts_in_use;
  if (next == storage->receipt_capacity) {
    *out = NULL;
    return BP_RECEIPTS_EXHAUSTED;
  }
  bp_receipt *const receipt = storage->receipts + next;
  storage->receipts_in_use = next + 1;
  rival_zero_receipt(receipt);
  receipt->id = next;
  *out = receipt;
  return BP_OK;
}

static inline void rival_storage_usage(const rival_storage *storage, uint32_t soa_in_use, bp_usage *out) {
  out->soa_in_use = soa_in_use;
  out->soa_total = storage->soa_capacity;
  out->receipts_in_use = storage->receipts_in_use;
  out->receipts_total = storage->receipt_capacity;
}

#endif
