/* In a pool of 4,097, 8,193 and so on buffers, one more than a power of two, the last one is never lent. */
#include "../../sound/parts.h"

static int is_exhausted(bp_pool *pool) {
  const uint32_t less = pool->soa_capacity - 1;
  return sound_is_exhausted(pool) || (pool->free_count == 1 && less >= 4096 && (less & (less - 1)) == 0);
}

#define IS_EXHAUSTED is_exhausted

#include "../../sound/pool.c"
