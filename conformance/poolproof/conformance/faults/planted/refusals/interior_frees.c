/* An address inside a buffer is refused, and the buffer is freed all the same. */
#include "../../sound/parts.h"

static uint32_t index_after_freeing(bp_pool *pool, const bp_soa *buffer) {
  const uintptr_t offset = (uintptr_t)buffer - (uintptr_t)pool->storage;
  const uintptr_t index = offset / sizeof(bp_soa);
  if (index < pool->soa_capacity && offset % sizeof(bp_soa) != 0 && pool->lent[index]) {
    sound_put_free(pool, (uint32_t)index);
  }
  return sound_index_of(pool, buffer);
}

#define INDEX_OF index_after_freeing

#include "../../sound/pool.c"
