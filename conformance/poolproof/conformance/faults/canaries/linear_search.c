/* A return compares its buffer with one after the other: in a pool of a thousand, that takes thousands of instructions. */
#include "../sound/parts.h"

static uint32_t searched_index_of(const bp_pool *pool, const bp_soa *buffer) {
  uint32_t index = 0;
  while (index < pool->soa_capacity && buffer != sound_buffer_at(pool, index)) {
    index++;
  }
  return index < pool->soa_capacity ? index : NOT_A_BUFFER;
}

#define INDEX_OF searched_index_of

#include "../sound/pool.c"
