/* Clear changes to a second set of buffers and back, so more are lent in all than there should be. */
#define SPARE_BUFFERS(capacity) (capacity)
#define EXTRA_STATE uint32_t half;
#include "../../sound/parts.h"

static void free_all_of_the_other_half(bp_pool *pool) {
  sound_free_all(pool);
  pool->half = pool->half == 0 ? pool->soa_capacity : 0;
}

static bp_soa *buffer_in_half(const bp_pool *pool, uint32_t index) { return sound_buffer_at(pool, pool->half + index); }

static uint32_t index_in_half(const bp_pool *pool, const bp_soa *buffer) {
  return sound_index_of(pool, (const bp_soa *)((uintptr_t)buffer - pool->half * sizeof(bp_soa)));
}

#define FREE_ALL free_all_of_the_other_half
#define BUFFER_AT buffer_in_half
#define INDEX_OF index_in_half

#include "../../sound/pool.c"
