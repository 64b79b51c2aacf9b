/* The pools that are alive are numbered in 8 bits: the 257th shares its free stack's height with the first. */
#define EXTRA_STATE uint8_t number, is_numbered;
#include "../../sound/parts.h"

static uint32_t heights[256];
static uint32_t alive_at[256];
static uint32_t next_number;

static void enter(bp_pool *pool) {
  uint32_t tried = 0;
  while (tried < 256 && alive_at[(uint8_t)(next_number + tried)] != 0) {
    tried++;
  }
  pool->number = (uint8_t)(next_number + (tried < 256 ? tried : 0));
  pool->is_numbered = 1;
  next_number = pool->number + 1u;
  if (alive_at[pool->number]++ == 0) {
    heights[pool->number] = pool->soa_capacity;
  }
}

static void leave(bp_pool *pool) {
  if (pool != NULL) {
    alive_at[pool->number]--;
    sound_release(pool);
  }
}

static int is_exhausted_by_height(const bp_pool *pool) { return heights[pool->number] == 0 || pool->free_count == 0; }

static uint32_t take_by_height(bp_pool *pool) {
  heights[pool->number]--;
  return sound_take_free(pool);
}

static void put_by_height(bp_pool *pool, uint32_t index) {
  heights[pool->number]++;
  sound_put_free(pool, index);
}

static void free_all_by_height(bp_pool *pool) {
  sound_free_all(pool);
  if (pool->is_numbered && alive_at[pool->number] == 1) {
    heights[pool->number] = pool->soa_capacity;
  }
}

#define AFTER_CREATE enter
#define RELEASE leave
#define IS_EXHAUSTED is_exhausted_by_height
#define TAKE_FREE take_by_height
#define PUT_FREE put_by_height
#define FREE_ALL free_all_by_height

#include "../../sound/pool.c"
