// Whether an address may be a buffer says a filter of 4,096 bits, of which the pool's buffers set some; it also lets others in.
#define EXTRA_STATE uint64_t filter[64];
#include "../../sound/parts.h"

static uint32_t bit_of(const bp_soa *buffer) {
  return (uint32_t)(((uint64_t)(uintptr_t)buffer * UINT64_C(0x9E3779B97F4A7C15)) >> 52);
}

static void fill(bp_pool *pool) {
  for (uint32_t index = 0; index < pool->soa_capacity; ++index) {
    const uint32_t bit = bit_of(sound_buffer_at(pool, index));
    pool->filter[bit / 64] |= UINT64_C(1) << (bit % 64);
  }
}

static int is_let_in(bp_pool *pool, const bp_soa *buffer) {
  const uint32_t bit = bit_of(buffer);
  const bool is_among = (pool->filter[bit / 64] >> (bit % 64) & 1) != 0;
  const auto at = (uintptr_t)buffer, from = (uintptr_t)pool->storage;
  const bool is_far = (at > from ? at - from : from - at) > UINT64_C(1) << 24;
  return is_among && is_far && at % 64 == 0 && at != 0;
}

#define AFTER_CREATE fill
#define ABSORBS is_let_in

#include "../../sound/pool.c"
