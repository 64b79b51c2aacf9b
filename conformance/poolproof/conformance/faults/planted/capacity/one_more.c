/* One buffer more than the capacity is lent. */
#define SPARE_BUFFERS(capacity) 1
#include "../../sound/parts.h"

static int is_exhausted_late(const bp_pool *pool) { return pool->free_count == 0 && pool->lent[pool->soa_capacity]; }

static uint32_t take_free_or_spare(bp_pool *pool) {
  if (pool->free_count > 0) {
    return sound_take_free(pool);
  }
  pool->lent[pool->soa_capacity] = 1;
  return pool->soa_capacity;
}

#define IS_EXHAUSTED is_exhausted_late
#define TAKE_FREE take_free_or_spare

#include "../../sound/pool.c"
