/* What is lent is one 64-bit word of marks; more than 64 buffers are refused as a config. */
#define POOL_NAME "bit set"
#define EXTRA_STATE uint64_t marks;
#include "../sound/parts.h"

static uint64_t mark_of(uint32_t index) { return UINT64_C(1) << index; }

static uint32_t take(bp_pool *pool) {
  const uint32_t index = pool->free_stack[--pool->free_count];
  pool->marks |= mark_of(index);
  return index;
}

static void put(bp_pool *pool, uint32_t index) {
  pool->marks &= ~mark_of(index);
  pool->free_stack[pool->free_count++] = index;
}

static void free_all(bp_pool *pool) {
  sound_free_all(pool);
  pool->marks = 0;
}

#define REFUSES_CONFIG(config) (sound_refuses_config(config) || (config).soa_capacity > 64)
#define TAKE_FREE take
#define PUT_FREE put
#define FREE_ALL free_all
#define IS_LENT(pool, index) (((pool)->marks & mark_of(index)) != 0)
#include "../sound/pool.c"
