/* Destroying NULL clears the pool created last. */
#include "../../sound/parts.h"

static bp_pool *newest;

static void note(bp_pool *pool) { newest = pool; }

static void release_or_clear(bp_pool *pool) {
  if (pool == NULL) {
    if (newest != NULL) {
      sound_free_all(newest);
    }
    return;
  }
  newest = newest == pool ? NULL : newest;
  sound_release(pool);
}

#define AFTER_CREATE note
#define RELEASE release_or_clear

#include "../../sound/pool.c"
