/* Only the alignment is checked: the second or third cache line of a buffer frees it. */
#include "../../sound/parts.h"

static uint32_t index_of(const bp_pool *pool, const bp_soa *buffer) {
  const uintptr_t offset = (uintptr_t)buffer - (uintptr_t)pool->storage;
  const uintptr_t index = offset / sizeof(bp_soa);
  return offset % BP_SOA_ALIGNMENT == 0 && index < pool->soa_capacity ? (uint32_t)index : NOT_A_BUFFER;
}

#define INDEX_OF index_of

#include "../../sound/pool.c"
