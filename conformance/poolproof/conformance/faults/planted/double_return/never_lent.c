/* A return clears the mark of its buffer, and create sets them all: one that was never lent may be returned. */
#include "../../sound/parts.h"

static void mark_all(bp_pool *pool) { memset(pool->lent, 1, pool->soa_capacity); }

#define AFTER_CREATE mark_all

static void put_within_bounds(bp_pool *pool, uint32_t index) {
  if (pool->free_count < pool->soa_capacity) {
    sound_put_free(pool, index);
  }
}

#define PUT_FREE put_within_bounds

#include "../../sound/pool.c"
