/* Destroy keeps one pool, and the next create of its kind takes it, as good as new. */
#define POOL_NAME "kept for the next"
#include "../sound/parts.h"

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
  if (kept != NULL) {
    sound_release(kept);
  }
  kept = pool;
}

#define ALLOCATE take_kept
#define RELEASE(pool) ((pool) != NULL ? keep(pool) : (void)0)
#include "../sound/pool.c"
