// A function's static keeps the size of the first pool that took a buffer back, and holds all others to it.
#include "../../sound/parts.h"

static uint32_t index_by_first(const bp_pool *pool, const bp_soa *buffer) {
  static const uint32_t capacity = pool->soa_capacity;
  const uint32_t index = sound_index_of(pool, buffer);
  return index < capacity ? index : NOT_A_BUFFER;
}

#define INDEX_OF index_by_first

#include "../../sound/pool.c"
