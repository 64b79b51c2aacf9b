/* At most 4,095 buffers and as many receipts are made: a count has 12 bits. */
#define POOL_NAME "at most 4095"
#include "../sound/parts.h"

static int refuses_config(bp_config config) {
  return sound_refuses_config(config) || config.soa_capacity > 4095 || config.receipt_capacity > 4095;
}

#define REFUSES_CONFIG refuses_config

#include "../sound/pool.c"
