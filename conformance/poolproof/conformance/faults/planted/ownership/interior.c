/* An address anywhere inside a buffer frees that buffer. */
#include "../../sound/parts.h"

static uint32_t index_of(const bp_pool *pool, const bp_soa *buffer) {
  const uintptr_t index = ((uintptr_t)buffer - (uintptr_t)pool->storage) / sizeof(bp_soa);
  return index < pool->soa_capacity ? (uint32_t)index : NOT_A_BUFFER;
}

#define INDEX_OF index_of

#include "../../sound/pool.c"
