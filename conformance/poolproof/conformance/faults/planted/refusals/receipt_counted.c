/* A refused receipt counts as handed out. */
#define EXTRA_STATE uint32_t refused;
#include "../../sound/parts.h"

static int refuse_and_count(bp_pool *pool, int status) {
  pool->refused += status == BP_RECEIPTS_EXHAUSTED;
  return status;
}

static bp_usage usage_with_refused(const bp_pool *pool) {
  bp_usage usage = sound_usage_of(pool);
  usage.receipts_in_use += pool->refused;
  return usage;
}

#define REFUSED refuse_and_count
#define USAGE_OF usage_with_refused
#define RESET_RECEIPTS(pool) ((pool)->refused = 0, sound_reset_receipts(pool))

#include "../../sound/pool.c"
