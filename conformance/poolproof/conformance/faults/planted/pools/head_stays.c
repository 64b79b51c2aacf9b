/* Pools are a list, newest first; the newest stays at its head when it ends while others live. */
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
  if (pool == newest) {
    newest = pool->older == NULL ? NULL : newest;
  } else {
    bp_pool *before = newest;
    while (before->older != pool) {
      before = before->older;
    }
    before->older = pool->older;
  }
  sound_release(pool);
}

#define AFTER_CREATE enter
#define RELEASE strike_out

#include "../../sound/pool.c"
