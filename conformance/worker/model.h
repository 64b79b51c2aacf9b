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

/* The arrays hold soa_capacity elements each, and are the caller's. */
void model_create(struct model *model, uint32_t soa_capacity, uint32_t receipt_capacity, uint32_t *free_stack, bool *lent);
void model_clear(struct model *model);

/* Each returns the status; a number only with BP_OK. */
int model_get_soa(struct model *model, uint64_t size, uint32_t *number);
int model_return_soa(struct model *model, uint32_t number);
int model_get_receipt(struct model *model, uint32_t *number);
void model_reset_receipts(struct model *model);
bp_usage model_usage(const struct model *model);

#endif
