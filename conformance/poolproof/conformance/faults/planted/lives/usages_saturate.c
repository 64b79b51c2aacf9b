/* Looks at the usage are counted up to 65,535; from there on one buffer less is said to be in use. */
#include <stdint.h>

#define EXTRA_STATE uint32_t looks;
#include "../../sound/parts.h"

static bp_usage counted_usage(const bp_pool *pool) {
  bp_usage usage = sound_usage_of(pool);
  uint32_t *looks = &((bp_pool *)(uintptr_t)pool)->looks;
  *looks += *looks < UINT16_MAX;
  usage.soa_in_use -= *looks == UINT16_MAX && usage.soa_in_use != 0;
  return usage;
}

#define USAGE_OF counted_usage

#include "../../sound/pool.c"
