/* A free buffer is told by the pool's address in its first word: what holds that is not taken back. */
#include "../../sound/parts.h"

static int is_lent_and_unmarked(const bp_pool *pool, uint32_t index) {
  const bp_soa *buffer = sound_buffer_at((bp_pool *)pool, index);
  return sound_is_lent(pool, index) && buffer->s[0] != (uint64_t)(uintptr_t)pool;
}

#define IS_LENT is_lent_and_unmarked

#include "../../sound/pool.c"
