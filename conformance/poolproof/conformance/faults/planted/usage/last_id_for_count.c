/* The id of the last receipt is reported for their number. */
#include "../../sound/parts.h"

static bp_usage usage_of(const bp_pool *pool) {
  bp_usage usage = sound_usage_of(pool);
  usage.receipts_in_use -= usage.receipts_in_use > 0;
  return usage;
}

#define USAGE_OF usage_of

#include "../../sound/pool.c"
