/* Pools of the default size all lend the same static buffers. */
#include "../../sound/parts.h"

static _Alignas(BP_SOA_ALIGNMENT) bp_soa shared[DEFAULT_BUFFERS];

static bp_soa *base_of(const bp_pool *pool) {
  return pool->soa_capacity == DEFAULT_BUFFERS ? shared : sound_buffer_at(pool, 0);
}

static bp_soa *buffer_at(const bp_pool *pool, uint32_t index) { return base_of(pool) + index; }

static uint32_t index_of(const bp_pool *pool, const bp_soa *buffer) {
  const uintptr_t offset = (uintptr_t)buffer - (uintptr_t)base_of(pool);
  return sound_index_of(pool, (const bp_soa *)((uintptr_t)pool->storage + offset));
}

#define BUFFER_AT buffer_at
#define INDEX_OF index_of

#include "../../sound/pool.c"
