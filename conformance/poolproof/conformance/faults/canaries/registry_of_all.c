/* All pools that are alive are a list, linked both ways, in which the owner of a returned buffer is looked up. */
#define POOL_NAME "registry of all"
#define EXTRA_STATE struct bp_pool *newer, *older;
#include "../sound/parts.h"

static bp_pool *newest;

static void enter(bp_pool *pool) {
  pool->newer = NULL;
  pool->older = newest;
  if (newest != NULL) {
    newest->newer = pool;
  }
  newest = pool;
}

static void strike_out_and_release(bp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  if (pool->newer != NULL) {
    pool->newer->older = pool->older;
  } else {
    newest = pool->older;
  }
  if (pool->older != NULL) {
    pool->older->newer = pool->newer;
  }
  sound_release(pool);
}

static uint32_t index_if_its_own(const bp_pool *pool, const bp_soa *buffer) {
  for (const bp_pool *owner = newest; owner != NULL; owner = owner->older) {
    if (sound_index_of(owner, buffer) != NOT_A_BUFFER) {
      return owner == pool ? sound_index_of(pool, buffer) : NOT_A_BUFFER;
    }
  }
  return NOT_A_BUFFER;
}

#define AFTER_CREATE enter
#define RELEASE strike_out_and_release
#define INDEX_OF index_if_its_own
#include "../sound/pool.c"
