/* Refused gets count as buffers in use. */
#define EXTRA_STATE uint32_t refused_gets;
#include "../../sound/parts.h"

static bp_usage usage_of(const bp_pool *pool) {
  bp_usage usage = sound_usage_of(pool);
  usage.soa_in_use += pool->refused_gets;
  return usage;
}

#define USAGE_OF usage_of
#define HAND_OUT_NO_BUFFER(pool, out) (*(out) = NULL, (pool)->refused_gets++)

#include "../../sound/pool.c"
