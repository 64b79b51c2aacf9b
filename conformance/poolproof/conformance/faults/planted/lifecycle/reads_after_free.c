/* Destroy gives the pool back first, and then looks there for the storage to give back. */
#include "../../sound/parts.h"

static void (*volatile give_back)(void *) = free;

static void release_in_the_wrong_order(bp_pool *pool) {
  if (pool != NULL) {
    give_back(pool);
    give_back(pool->storage);
  }
}

#define RELEASE release_in_the_wrong_order

#include "../../sound/pool.c"
