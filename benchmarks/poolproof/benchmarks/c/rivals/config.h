/* What a configuration asks for. Creation is not what is compared, so every adapter reads it with the same care. */
#ifndef POOLPROOF_RIVALS_CONFIG_H
#define POOLPROOF_RIVALS_CONFIG_H

#include <bufferpool.h>

/* The products of a capacity and a record's size stay far from overflowing. */
enum { RIVAL_MOST_BUFFERS = 65536, RIVAL_MOST_RECEIPTS = 1048576 };

static inline int rival_read_config(const bp_config *config, bp_config *wanted) {
  wanted->soa_capacity = config == NULL ? 16 : config->soa_capacity;
  wanted->receipt_capacity = config == NULL ? 1024 : config->receipt_capacity;
  if (wanted->soa_capacity == 0 || wanted->soa_capacity > RIVAL_MOST_BUFFERS) return BP_INVALID_CONFIG;
  if (wanted->receipt_capacity == 0 || wanted->receipt_capacity > RIVAL_MOST_RECEIPTS) return BP_INVALID_CONFIG;
  return BP_OK;
}

#endif
