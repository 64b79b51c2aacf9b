/* A buffer revoked by clear still counts as lent, and may be returned. */
#include "../../sound/parts.h"

static void free_all_but_the_marks(bp_pool *pool) {
  for (uint32_t place = 0; place < pool->soa_capacity; place++) {
    pool->free_stack[place] = pool->soa_capacity - 1 - place;
  }
  pool->free_count = pool->soa_capacity;
}

#define FREE_ALL free_all_but_the_marks

static void put_within_bounds(bp_pool *pool, uint32_t index) {
  if (pool->free_count < pool->soa_capacity) {
    sound_put_free(pool, index);
  }
}

#define PUT_FREE put_within_bounds

#include "../../sound/pool.c"
