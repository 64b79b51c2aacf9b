/* Never-lent buffers come in a scrambled order, another one in each pool. */
#define POOL_NAME "scrambled order"
#define EXTRA_STATE uint64_t seed;
#include "../sound/parts.h"

static uint64_t pools_made;

static uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static void free_all_scrambled(bp_pool *pool) {
  if (pool->seed == 0) {
    pool->seed = ++pools_made * UINT64_C(0x9E3779B97F4A7C15) | 1;
  }
  sound_free_all(pool);
  uint64_t state = pool->seed; /* kept, so that clear finds the order of create again */
  for (uint32_t place = pool->soa_capacity - 1; place > 0; place--) {
    const uint32_t other = (uint32_t)(next_random(&state) % (place + 1));
    const uint32_t moved = pool->free_stack[place];
    pool->free_stack[place] = pool->free_stack[other];
    pool->free_stack[other] = moved;
  }
}

#define FREE_ALL free_all_scrambled
#include "../sound/pool.c"
