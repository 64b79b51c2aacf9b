// The answer is cached, and a reset of the receipts does not drop it.
#define EXTRA_STATE void *cache;
#include "../../sound/parts.h"

struct Cache {
  bool valid;
  bp_usage usage;
};
static bp_usage usage_cached(const bp_pool *pool) {
  Cache *cache = static_cast<Cache *>(pool->cache);
  if (!cache->valid) {
    *cache = Cache{true, sound_usage_of(pool)};
  }
  return cache->usage;
}

static void drop_cache(bp_pool *pool) { static_cast<Cache *>(pool->cache)->valid = false; }

static void release_with_cache(bp_pool *pool) {
  if (pool != nullptr) {
    delete static_cast<Cache *>(pool->cache);
    sound_release(pool);
  }
}

#define USAGE_OF usage_cached
#define AFTER_CREATE(pool) (pool->cache = new Cache{})
#define RELEASE release_with_cache
#define AFTER_GET(pool, buffer) drop_cache(pool)
#define PUT_FREE(pool, index) (sound_put_free(pool, index), drop_cache(pool))
#define TAKE_RECEIPT(pool) (drop_cache(pool), sound_take_receipt(pool))
#define CLEAR_ALL(pool) (sound_free_all(pool), sound_reset_receipts(pool), drop_cache(pool))

#include "../../sound/pool.c"
