/* The number of a returned buffer is cut to 16 bits before it is looked at. */
#include "../../sound/parts.h"

static uint32_t index_narrowed(const bp_pool *pool, const bp_soa *buffer) {
  const uintptr_t offset = (uintptr_t)buffer - (uintptr_t)(pool->storage + FIRST_BUFFER);
  const uint16_t index = (uint16_t)(offset / BUFFER_STRIDE);
  return offset % BUFFER_STRIDE == 0 && index < pool->soa_capacity ? index : NOT_A_BUFFER;
}

#define INDEX_OF index_narrowed

#include "../../sound/pool.c"
