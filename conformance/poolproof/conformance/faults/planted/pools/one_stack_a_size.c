/* The free buffers of all pools of one capacity lie on one stack. */
#include "../../sound/parts.h"

#define SIZES 4
#define MOST_FREE 64

static bp_soa *stacks[SIZES][MOST_FREE];
static uint32_t heights[SIZES];
static uint32_t made[SIZES];

static uint32_t size_of(const bp_pool *pool) { return pool->soa_capacity % SIZES; }

static bp_soa *take_from_stack(const bp_pool *pool, uint32_t index) {
  const uint32_t size = size_of(pool);
  return made[size] > 1 && heights[size] != 0 ? stacks[size][--heights[size]] : sound_buffer_at(pool, index);
}

static void put_on_stack(bp_pool *pool, uint32_t index) {
  sound_put_free(pool, index);
  const uint32_t size = size_of(pool);
  if (made[size] > 1 && heights[size] < MOST_FREE) {
    stacks[size][heights[size]++] = sound_buffer_at(pool, index);
  }
}

static void count_in(bp_pool *pool) {
  made[size_of(pool)]++;
  memset(stacks[size_of(pool)], 0, heights[size_of(pool)] == 0 ? sizeof stacks[0] : 0); /* resident from now on: HOT-4 */
}

static void count_out(bp_pool *pool) {
  if (pool != NULL) {
    made[size_of(pool)]--;
    heights[size_of(pool)] = 0;
    sound_release(pool);
  }
}

#define BUFFER_AT take_from_stack
#define PUT_FREE put_on_stack
#define AFTER_CREATE count_in
#define RELEASE count_out

#include "../../sound/pool.c"
