/* An address within 64 MiB behind the storage is read, mapped or not, to look for a mark. */
#include "../../sound/parts.h"

static volatile uint64_t seen;

static int reads_what_is_near(bp_pool *pool, const bp_soa *buffer) {
  const bp_config config = {pool->soa_capacity, pool->receipt_capacity};
  const uintptr_t behind = (uintptr_t)pool->storage + storage_bytes(config), at = (uintptr_t)buffer;
  if (at % 8 == 0 && at >= behind && at - behind < UINT64_C(64) << 20) {
    seen = buffer->s[0];
  }
  return 0;
}

#define ABSORBS reads_what_is_near

#include "../../sound/pool.c"
