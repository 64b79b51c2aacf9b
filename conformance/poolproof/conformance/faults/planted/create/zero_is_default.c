/* A capacity of 0 is taken for the default. */
#include "../../sound/parts.h"

static bp_config config_without_zeros(const bp_config *config) {
  bp_config wanted = sound_config_of(config);
  wanted.soa_capacity = wanted.soa_capacity != 0 ? wanted.soa_capacity : DEFAULT_BUFFERS;
  wanted.receipt_capacity = wanted.receipt_capacity != 0 ? wanted.receipt_capacity : DEFAULT_RECEIPTS;
  return wanted;
}

#define CONFIG_OF config_without_zeros

#include "../../sound/pool.c"
