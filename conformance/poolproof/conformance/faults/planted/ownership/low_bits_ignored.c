/* An address up to 63 bytes past a buffer's first byte frees it. */
#include "../../sound/parts.h"

static uint32_t index_of(const bp_pool *pool, const bp_soa *buffer) {
  return sound_index_of(pool, (const bp_soa *)((uintptr_t)buffer / BP_SOA_ALIGNMENT * BP_SOA_ALIGNMENT));
}

#define INDEX_OF index_of

#include "../../sound/pool.c"
