/* Destroy keeps one pool for the next create of its kind, and with it the marks of what was lent when it ended. */
#include "../../sound/parts.h"

static bp_pool *kept;

static bp_pool *take_kept(bp_config config) {
  bp_pool *pool = kept;
  if (pool == NULL || pool->soa_capacity != config.soa_capacity || pool->receipt_capacity != config.receipt_capacity) {
    return sound_allocate(config);
  }
  kept = NULL;
  return pool;
}

#define ALLOCATE take_kept

static void keep(bp_pool *pool) {
  if (kept != NULL) {
    sound_release(kept);
  }
  kept = pool;
}

#define RELEASE(pool) ((pool) != NULL ? keep(pool) : (void)0)

static void free_all_but_the_marks(bp_pool *pool) {
  for (uint32_t place = 0; place < pool->soa_capacity; place++) {
    pool->free_stack[place] = pool->soa_capacity - 1 - place;
  }
  pool->free_count = pool->soa_capacity;
}

#define FREE_ALL free_all_but_the_marks
#define CLEAR_ALL(pool) (sound_free_all(pool), sound_reset_receipts(pool))

static void put_within_bounds(bp_pool *pool, uint32_t index) {
  if (pool->free_count < pool->soa_capacity) {
    sound_put_free(pool, index);
  }
}

#define PUT_FREE put_within_bounds

#include "../../sound/pool.c"
