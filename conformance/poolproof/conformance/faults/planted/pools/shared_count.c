/* The number of receipts in use is a static variable of all pools. */
#include "../../sound/parts.h"

static uint32_t receipts_in_use;

static void reset_shared(bp_pool *pool) { pool->receipts_in_use = receipts_in_use = 0; }

static uint32_t take_shared(bp_pool *pool) {
  pool->receipts_in_use = receipts_in_use + 1;
  return receipts_in_use++;
}

static bp_usage usage_shared(const bp_pool *pool) {
  bp_usage usage = sound_usage_of(pool);
  usage.receipts_in_use = receipts_in_use < usage.receipts_total ? receipts_in_use : usage.receipts_total;
  return usage;
}

#define RESET_RECEIPTS reset_shared
#define TAKE_RECEIPT take_shared
#define RECEIPTS_EXHAUSTED(pool) (receipts_in_use >= (pool)->receipt_capacity)
#define USAGE_OF usage_shared

#include "../../sound/pool.c"
