/* After a refused return one buffer too few is reported. */
#define EXTRA_STATE uint32_t refused_returns;
#include "../../sound/parts.h"

static bp_usage usage_of(const bp_pool *pool) {
  bp_usage usage = sound_usage_of(pool);
  usage.soa_in_use -= usage.soa_in_use > 0 ? pool->refused_returns > 0 : 0;
  return usage;
}

#define USAGE_OF usage_of
#define REFUSED(pool, status) ((pool)->refused_returns += (status) == BP_NOT_OWNED, (status))

#include "../../sound/pool.c"
