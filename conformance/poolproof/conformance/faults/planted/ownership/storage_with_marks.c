/* Destroy keeps the storage for the next pool of its size, and the marks of what was lent: the new pool takes it back. */
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

static void keep(bp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  if (kept != NULL) {
    sound_release(kept);
  }
  kept = pool;
}

static void free_all_but_marks(bp_pool *pool) {
  for (uint32_t place = 0; place < pool->soa_capacity; place++) {
    pool->free_stack[place] = pool->soa_capacity - 1 - place;
  }
  pool->free_count = pool->soa_capacity;
}

static void clear_all(bp_pool *pool) {
  sound_free_all(pool);
  sound_reset_receipts(pool);
}

static void put_free_once(bp_pool *pool, uint32_t index) {
  pool->lent[index] = 0;
  if (pool->free_count < pool->soa_capacity) {
    pool->free_stack[pool->free_count++] = index;
  }
}

#define ALLOCATE take_kept
#define RELEASE keep
#define FREE_ALL free_all_but_marks
#define CLEAR_ALL clear_all
#define PUT_FREE put_free_once

#include "../../sound/pool.c"
