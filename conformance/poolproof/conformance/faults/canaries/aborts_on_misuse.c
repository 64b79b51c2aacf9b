/* Whoever returns what is not lent is stopped on the spot, as by an assertion. */
#include "../sound/parts.h"

static uint32_t index_or_abort(const bp_pool *pool, const bp_soa *buffer) {
  const uint32_t index = sound_index_of(pool, buffer);
  if (index == NOT_A_BUFFER || !sound_is_lent(pool, index)) {
    abort();
  }
  return index;
}

#define INDEX_OF index_or_abort

#include "../sound/pool.c"
