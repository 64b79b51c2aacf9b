/* Buffers and receipts are made in pairs: an odd number of either is refused. */
#define POOL_NAME "even numbers"
#include "../sound/parts.h"

static int refuses_config(bp_config config) {
  return sound_refuses_config(config) || config.soa_capacity % 2 != 0 || config.receipt_capacity % 2 != 0;
}

#define REFUSES_CONFIG refuses_config

#include "../sound/pool.c"
