/* A pool that ends takes all older ones out of the list of pools, in which a returned buffer's owner is looked up. */
#define EXTRA_STATE struct bp_pool *older;
#include "../../sound/parts.h"

static bp_pool *newest;

static void enter(bp_pool *pool) {
  pool->older = newest;
  newest = pool;
}

static void strike_out(bp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  bp_pool **link = &newest;
  while (*link != NULL && *link != pool) {
    link = &(*link)->older;
  }
  if (*link == pool) {
    *link = pool == newest ? pool->older : NULL;
  }
  sound_release(pool);
}

static uint32_t index_if_listed(const bp_pool *pool, const bp_soa *buffer) {
  const bp_pool *listed = newest;
  while (listed != NULL && listed != pool) {
    listed = listed->older;
  }
  return listed == pool ? sound_index_of(pool, buffer) : NOT_A_BUFFER;
}

#define AFTER_CREATE enter
#define RELEASE strike_out
#define INDEX_OF index_if_listed

#include "../../sound/pool.c"
