/* Buffers are zeroed when they come back, and by clear; a get only looks whether they are zero still. */
#define POOL_NAME "zero at return"
#include "../sound/parts.h"

static void put_zeroed(bp_pool *pool, uint32_t index) {
  memset(sound_buffer_at(pool, index), 0, sizeof(bp_soa));
  sound_put_free(pool, index);
}

static void free_all_zeroed(bp_pool *pool) {
  memset(pool->storage, 0, pool->soa_capacity * sizeof(bp_soa));
  sound_free_all(pool);
}

static void zero_if_touched(bp_pool *pool, bp_soa *buffer, size_t size) {
  uint64_t any = 0;
  for (int lane = 0; lane < BP_LANES; lane++) {
    any |= buffer->s[lane] | buffer->p[lane] | buffer->o[lane];
  }
  if (any != 0) {
    sound_clear_buffer(pool, buffer, size);
  }
}

#define PUT_FREE put_zeroed
#define FREE_ALL free_all_zeroed
#define CLEAR_BUFFER zero_if_touched
#include "../sound/pool.c"
