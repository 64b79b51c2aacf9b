/* Receipts for rivals that allocate each one: what they lent must be given back at a reset, so somebody has to keep a list. */
#ifndef POOLPROOF_RIVALS_RECEIPT_LIST_H
#define POOLPROOF_RIVALS_RECEIPT_LIST_H

#include <stdlib.h>

#include "clear.h"
#include "config.h"

typedef struct rival_receipt_list {
  bp_receipt **receipts;
  uint32_t in_use;
  uint32_t capacity;
} rival_receipt_list;

static inline int rival_receipt_list_take(rival_receipt_list *list, uint32_t capacity) {
  list->receipts = (bp_receipt **)calloc(capacity, sizeof(bp_receipt *));
  list->in_use = 0;
  list->capacity = capacity;
  return list->receipts == NULL ? BP_NO_MEMORY : BP_OK;
}

static inline void rival_receipt_list_give_back(rival_receipt_list *list) { free((void *)list->receipts); }

static inline int rival_receipt_list_is_full(const rival_receipt_list *list) { return list->in_use == list->capacity; }

/* Number a receipt that is blank, and remember it. */
static inline void rival_receipt_list_add(rival_receipt_list *list, bp_receipt *receipt) {
  receipt->id = list->in_use;
  list->receipts[list->in_use] = receipt;
  list->in_use += 1;
}

#endif
