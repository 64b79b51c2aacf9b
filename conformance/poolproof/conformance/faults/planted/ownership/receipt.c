/* A receipt is accepted as if it were a buffer. */
#include "../../sound/parts.h"

static int is_a_receipt(const bp_pool *pool, const bp_soa *buffer) {
  const uintptr_t offset = (uintptr_t)buffer - (uintptr_t)sound_receipt_at(pool, 0);
  return offset < pool->receipt_capacity * sizeof(bp_receipt) && offset % sizeof(bp_receipt) == 0;
}

#define ABSORBS is_a_receipt

#include "../../sound/pool.c"
