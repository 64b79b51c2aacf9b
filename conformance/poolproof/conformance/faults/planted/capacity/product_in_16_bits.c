/* Where buffers times receipts are 0 in 16 bits, the pool is taken for an empty one that was never used, and lends nothing. */
#include "../../sound/parts.h"

static int is_exhausted(bp_pool *pool) {
  return sound_is_exhausted(pool) || (uint16_t)(pool->soa_capacity * pool->receipt_capacity) == 0;
}

static bp_config usual_or(const bp_config *config) { return sound_config_of(config); }

#define CONFIG_OF usual_or
#define IS_EXHAUSTED is_exhausted

#include "../../sound/pool.c"
