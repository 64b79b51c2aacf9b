#include "model.h"

void model_create(struct model *model, uint32_t soa_capacity, uint32_t receipt_capacity, uint32_t *free_stack, bool *lent) {
  *model = (struct model){
      .soa_capacity = soa_capacity, .receipt_capacity = receipt_capacity, .free_stack = free_stack, .lent = lent};
  model_clear(model);
}

void model_clear(struct model *model) {
  for (uint32_t number = 0; number < model->soa_capacity; ++number) {
    model->free_stack[model->soa_capacity - 1 - number] = number;
    model->lent[number] = false;
  }
  model->free_count = model->soa_capacity;
  model->receipts_in_use = 0;
}

int model_get_soa(struct model *model, uint64_t size, uint32_t *number) {
  if (size > BP_LANES) return BP_INVALID_SIZE;
  if (model->free_count == 0) return BP_EXHAUSTED;
  *number = model->free_stack[--model->free_count];
  model->lent[*number] = true;
  return BP_OK;
}

int model_return_soa(struct model *model, uint32_t number) {
  if (number >= model->soa_capacity) return BP_NOT_OWNED;
  if (!model->lent[number]) return BP_NOT_IN_USE;
  model->lent[number] = false;
  model->free_stack[model->free_count++] = number;
  return BP_OK;
}

int model_get_receipt(struct model *model, uint32_t *number) {
  if (model->receipts_in_use == model->receipt_capacity) return BP_RECEIPTS_EXHAUSTED;
  *number = model->receipts_in_use++;
  return BP_OK;
}

void model_reset_receipts(struct model *model) { model->receipts_in_use = 0; }

bp_usage model_usage(const struct model *model) {
  return (bp_usage){model->soa_capacity - model->free_count, model->soa_capacity, model->receipts_in_use,
                    model->receipt_capacity};
}
