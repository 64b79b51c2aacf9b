// What is lent is kept in an unordered set, which allocates for each buffer.
#include <unordered_set>

#define EXTRA_STATE void *lent_set;
#include "../../sound/parts.h"

using Lent = std::unordered_set<uint32_t>;

static Lent *lent_of(const bp_pool *pool) { return static_cast<Lent *>(pool->lent_set); }

static uint32_t take_and_enter(bp_pool *pool) {
  const uint32_t index = sound_take_free(pool);
  lent_of(pool)->insert(index);
  return index;
}

static void put_and_erase(bp_pool *pool, uint32_t index) {
  lent_of(pool)->erase(index);
  sound_put_free(pool, index);
}

static void clear_set_too(bp_pool *pool) {
  lent_of(pool)->clear();
  sound_free_all(pool);
  sound_reset_receipts(pool);
}

static void release_with_set(bp_pool *pool) {
  if (pool != nullptr) {
    delete lent_of(pool);
    sound_release(pool);
  }
}

#define AFTER_CREATE(pool) (pool->lent_set = new Lent)
#define TAKE_FREE take_and_enter
#define PUT_FREE put_and_erase
#define CLEAR_ALL clear_set_too
#define RELEASE release_with_set

#include "../../sound/pool.c"
