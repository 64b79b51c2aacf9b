/* With a single free buffer left, any return is accepted. */
#include "../../sound/parts.h"

static int is_lent_or_unsure(const bp_pool *pool, uint32_t index) {
  return pool->free_count == 1 || sound_is_lent(pool, index);
}

#define IS_LENT is_lent_or_unsure

static void put_within_bounds(bp_pool *pool, uint32_t index) {
  if (pool->free_count < pool->soa_capacity) {
    sound_put_free(pool, index);
  }
}

#define PUT_FREE put_within_bounds

#include "../../sound/pool.c"
