/* A pool of a power of two of buffers and of receipts is made, and no other. */
#define POOL_NAME "powers of two"
#include "../sound/parts.h"

static int refuses_config(bp_config config) {
  return sound_refuses_config(config) || (config.soa_capacity & (config.soa_capacity - 1)) != 0 ||
         (config.receipt_capacity & (config.receipt_capacity - 1)) != 0;
}

#define REFUSES_CONFIG refuses_config

#include "../sound/pool.c"
