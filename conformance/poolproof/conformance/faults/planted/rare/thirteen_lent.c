/* With exactly thirteen buffers lent and an odd number of receipts, a double return is accepted. */
#include "../../sound/parts.h"

static int is_in_the_mood(const bp_pool *pool, const bp_soa *buffer) {
  const uint32_t index = sound_index_of(pool, buffer);
  return index != NOT_A_BUFFER && !pool->lent[index] && pool->soa_capacity - pool->free_count == 13 &&
         pool->receipts_in_use % 2 == 1;
}

#define ABSORBS is_in_the_mood

#include "../../sound/pool.c"
