/* A pool whose list is filled at its first operation, in the way that fill_once says. */
#ifndef SHARING_FIRST_USE_H
#define SHARING_FIRST_USE_H

#include <stdatomic.h>

#define FIELDS        \
  atomic_int is_full; \
  atomic_int lock;
#define OWN_BEGIN
#include "frame.h"

static void fill_once(pp_pool *pool);

static void begin(pp_pool *pool) { pool->free_count = 0; }

static void fill(pp_pool *pool) {
  for (uint32_t i = 0; i < pool->count; ++i) pool->numbers[pool->free_count++] = i;
}

static void lock(pp_pool *pool) {
  while (atomic_exchange(&pool->lock, 1)) {
  }
}

static void unlock(pp_pool *pool) { atomic_store(&pool->lock, 0); }

int pp_get(pp_pool *pool, void **block) {
  fill_once(pool);
  lock(pool);
  const int status = plain_get(pool, block);
  unlock(pool);
  return status;
}

int pp_return(pp_pool *pool, void *block) {
  fill_once(pool);
  lock(pool);
  const int status = plain_return(pool, block);
  unlock(pool);
  return status;
}

#endif
