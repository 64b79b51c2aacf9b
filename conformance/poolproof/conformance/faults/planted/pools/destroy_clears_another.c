/* Destroying a pool clears the one created before it. */
#define EXTRA_STATE struct bp_pool *older;
#include "../../sound/parts.h"

static bp_pool *newest;

static void enter(bp_pool *pool) {
  pool->older = newest;
  newest = pool;
}

static void release_and_clear_older(bp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  bp_pool **link = &newest;
  while (*link != pool) {
    link = &(*link)->older;
  }
  *link = pool->older;
  if (pool->older != NULL) {
    sound_free_all(pool->older);
  }
  sound_release(pool);
}

#define AFTER_CREATE enter
#define RELEASE release_and_clear_older

#include "../../sound/pool.c"
