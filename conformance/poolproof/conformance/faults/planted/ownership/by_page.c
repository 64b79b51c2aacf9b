/* An address on a page of the storage counts for one of the pool's own if it is aligned, and what is no buffer is swallowed. */
#include "../../sound/parts.h"

static int is_on_a_page_of(bp_pool *pool, const bp_soa *buffer) {
  const uintptr_t at = (uintptr_t)buffer, from = (uintptr_t)pool->storage;
  const bp_config config = {pool->soa_capacity, pool->receipt_capacity};
  const uintptr_t to = from + storage_bytes(config);
  const int is_inside = at >= from && at < to;
  return !is_inside && at % 64 == 0 && at / 4096 == (to - 1) / 4096;
}

#define ABSORBS is_on_a_page_of

#include "../../sound/pool.c"
