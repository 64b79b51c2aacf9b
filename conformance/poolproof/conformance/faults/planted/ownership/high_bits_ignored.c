/* The distance from the first buffer is kept in 32 bits: an address 4 GiB further on frees a buffer. */
#include "../../sound/parts.h"

static uint32_t index_of(const bp_pool *pool, const bp_soa *buffer) {
  const uint32_t offset = (uint32_t)((uintptr_t)buffer - (uintptr_t)pool->storage);
  const uint32_t index = offset / sizeof(bp_soa);
  return offset % sizeof(bp_soa) == 0 && index < pool->soa_capacity ? index : NOT_A_BUFFER;
}

#define INDEX_OF index_of

#include "../../sound/pool.c"
