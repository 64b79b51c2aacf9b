/* The model of a pool in C: what the reference's pure step says, in arrays, for the native lane.
 *
 * Buffers are numbered in the order in which a fresh pool hands them out. A test runs this model and the Python one side by
 * side. */
#ifndef POOLPROOF_MODEL_H
#define POOLPROOF_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "bufferpool.h"

struct model {
  uint32_t soa_capacity;
  uint32_t receipt_capacity;
  uint32_t free_count;
  uint32_t receipts_in_use;
  uint32_t *free_stack; /* the last is lent next */
  bool *lent;
};

/* The arrays hold soa_capacity elements each, and are the caller's. Each function that can refuse returns the status, and a
 * number only with BP_OK. Inline: the lane takes a step for each of tens of millions of operations a second. */

static inline void model_clear(struct model *model) {
  const uint32_t capacity = model->soa_capacity;
  uint32_t *free_stack = model->free_stack;
  bool *lent = model->lent;
  for (uint32_t height = 0; height < capacity; ++height) free_stack[height] = capacity - 1 - height;
  for (uint32_t number = 0; number < capacity; ++number) lent[number] = false;
  model->free_count = model->soa_capacity;
  model->receipts_in_use = 0;
}

static inline void model_create(struct model *model, uint32_t soa_capacity, uint32_t receipt_capacity, uint32_t *free_stack,
                                bool *lent) {
  *model = (struct model){
      .soa_capacity = soa_capacity, .receipt_capacity = receipt_capacity, .free_stack = free_stack, .lent = lent};
  model_clear(model);
}

static inline int model_get_soa(struct model *model, uint64_t size, uint32_t *number) {
  if (size > BP_LANES) return BP_INVALID_SIZE;
  if (model->free_count == 0) return BP_EXHAUSTED;
  *number = model->free_stack[--model->free_count];
  model->lent[*number] = true;
  return BP_OK;
}

static inline int model_return_soa(struct model *model, uint32_t number) {
  if (number >= model->soa_capacity) return BP_NOT_OWNED;
  if (!model->lent[number]) return BP_NOT_IN_USE;
  model->lent[number] = false;
  model->free_stack[model->free_count++] = number;
  return BP_OK;
}

static inline int model_get_receipt(struct model *model, uint32_t *number) {
  if (model->receipts_in_use == model->receipt_capacity) return BP_RECEIPTS_EXHAUSTED;
  *number = model->receipts_in_use++;
  return BP_OK;
}

static inline void model_reset_receipts(struct model *model) { model->receipts_in_use = 0; }

static inline bp_usage model_usage(const struct model *model) {
  return (bp_usage){model->soa_capacity - model->free_count, model->soa_capacity, model->receipts_in_use,
                    model->receipt_capacity};
}

#endif
