/* Looks at the usage are counted in 16 bits, and the one at which the count comes round sees no buffer in use. */
#include <stdint.h>

#define EXTRA_STATE uint16_t looks;
#include "../../sound/parts.h"

static bp_usage counted_usage(const bp_pool *pool) {
  bp_usage usage = sound_usage_of(pool);
  if (++((bp_pool *)(uintptr_t)pool)->looks == 0) usage.soa_in_use = 0;
  return usage;
}

#define USAGE_OF counted_usage

#include "../../sound/pool.c"
