/* Destroy marks the pool as dead once it has given it back. */
#include "../../sound/parts.h"

static void (*volatile give_back)(void *) = free;

static void release_and_mark(bp_pool *pool) {
  if (pool != NULL) {
    give_back(pool->storage);
    give_back(pool);
    pool->soa_capacity = 0;
  }
}

#define RELEASE release_and_mark

#include "../../sound/pool.c"
