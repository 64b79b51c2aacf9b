/* Pools are a list with a pointer to its last, which still points there when that ends: the next create links itself to it. */
#define EXTRA_STATE struct bp_pool *before, *after;
#include "../../sound/parts.h"

static bp_pool *first, *last;

static void append(bp_pool *pool) {
  pool->before = first == NULL ? NULL : last;
  pool->after = NULL;
  if (first == NULL) {
    first = pool;
  } else {
    last->after = pool;
  }
  last = pool;
}

static void strike_out(bp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  if (pool->before != NULL) {
    pool->before->after = pool->after;
  } else {
    first = pool->after;
  }
  if (pool->after != NULL) {
    pool->after->before = pool->before;
  }
  sound_release(pool);
}

#define AFTER_CREATE append
#define RELEASE strike_out

#include "../../sound/pool.c"
