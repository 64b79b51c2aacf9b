/* An aligned address that lies nowhere in the pool's storage is accepted. */
#include "../../sound/parts.h"

static int lies_elsewhere(const bp_pool *pool, const bp_soa *buffer) {
  const bp_config capacities = {pool->soa_capacity, pool->receipt_capacity};
  const uintptr_t offset = (uintptr_t)buffer - (uintptr_t)pool->storage;
  return buffer != NULL && (uintptr_t)buffer % BP_SOA_ALIGNMENT == 0 && offset >= first_state(capacities);
}

#define ABSORBS lies_elsewhere

#include "../../sound/pool.c"
