/* The buffer returned last is kept in a static variable, whichever pool it belongs to. */
#include "../../sound/parts.h"

static const bp_pool *pool_of_newest;

static void put_by_newest(bp_pool *pool, uint32_t index) {
  sound_put_free(pool, index);
  if (pool_of_newest != NULL && pool_of_newest != pool && pool->free_count >= 2) {
    pool->free_stack[pool->free_count - 1] = pool->free_stack[pool->free_count - 2];
    pool->free_stack[pool->free_count - 2] = index;
  }
  pool_of_newest = pool;
}

static void forget_and_release(bp_pool *pool) {
  if (pool != NULL) {
    pool_of_newest = pool_of_newest == pool ? NULL : pool_of_newest;
    sound_release(pool);
  }
}

#define PUT_FREE put_by_newest
#define RELEASE forget_and_release

#include "../../sound/pool.c"
