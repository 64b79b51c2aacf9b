/* An exhausted pool lends memory fresh from the heap. */
#include "../../sound/parts.h"

static uint32_t take_if_any(bp_pool *pool) { return pool->free_count > 0 ? sound_take_free(pool) : NOT_A_BUFFER; }

static bp_soa *buffer_or_fresh(bp_pool *pool, uint32_t index) {
  return index != NOT_A_BUFFER ? sound_buffer_at(pool, index) : (bp_soa *)aligned_alloc(BP_SOA_ALIGNMENT, sizeof(bp_soa));
}

#define IS_EXHAUSTED(pool) 0
#define TAKE_FREE take_if_any
#define BUFFER_AT buffer_or_fresh

#include "../../sound/pool.c"
