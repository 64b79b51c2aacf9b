/* Words that count up are taken for the pool's own list: with four buffers lent, a return of such a buffer is refused. */
#include "../../sound/parts.h"

static int counts_up(const bp_soa *buffer) {
  for (int i = 1; i < BP_LANES; i++) {
    if (buffer->o[i] != buffer->o[i - 1] + 1) return 0;
  }
  return buffer->p[0] != buffer->o[0];
}

static int is_lent(const bp_pool *pool, uint32_t index) {
  return sound_is_lent(pool, index) && !(pool->soa_capacity - pool->free_count == 4 && counts_up(sound_buffer_at(pool, index)));
}

#define IS_LENT is_lent
#include "../../sound/pool.c"
