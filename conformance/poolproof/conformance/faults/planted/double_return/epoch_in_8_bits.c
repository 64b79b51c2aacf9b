/* A lent mark holds the epoch, in 8 bits, which clear counts on: 255 clears later an old mark is as good as new. */
#define EXTRA_STATE uint8_t epoch;
#include "../../sound/parts.h"

static void free_all_by_epoch(bp_pool *pool) {
  for (uint32_t place = 0; place < pool->soa_capacity; place++) {
    pool->free_stack[place] = pool->soa_capacity - 1 - place;
  }
  pool->free_count = pool->soa_capacity;
  pool->epoch = pool->epoch == UINT8_MAX ? 1 : pool->epoch + 1;
}

static uint32_t take_in_epoch(bp_pool *pool) {
  const uint32_t index = sound_take_free(pool);
  pool->lent[index] = pool->epoch;
  return index;
}

static int is_lent_in_epoch(const bp_pool *pool, uint32_t index) { return pool->lent[index] == pool->epoch; }

#define FREE_ALL free_all_by_epoch
#define TAKE_FREE take_in_epoch
#define IS_LENT is_lent_in_epoch

#include "../../sound/pool.c"
