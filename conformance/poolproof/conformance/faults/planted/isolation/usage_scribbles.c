/* Asking for the usage leaves a note in a buffer that is lent. */
#include "../../sound/parts.h"

static bp_usage usage_with_a_note(const bp_pool *pool) {
  for (uint32_t index = 0; index < pool->soa_capacity; index++) {
    if (pool->lent[index]) {
      sound_buffer_at(pool, index)->p[7] = pool->receipts_in_use + 1;
      break;
    }
  }
  return sound_usage_of(pool);
}

#define USAGE_OF usage_with_a_note

#include "../../sound/pool.c"
