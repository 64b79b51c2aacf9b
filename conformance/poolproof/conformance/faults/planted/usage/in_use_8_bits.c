/* The number of buffers in use is kept in 8 bits. */
#include "../../sound/parts.h"

static bp_usage usage_of(const bp_pool *pool) {
  bp_usage usage = sound_usage_of(pool);
  usage.soa_in_use = (uint8_t)usage.soa_in_use;
  return usage;
}

#define USAGE_OF usage_of

#include "../../sound/pool.c"
