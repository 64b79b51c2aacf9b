/* Each thread keeps the block that it returned last in its own storage; where the list is empty, another one takes it from
 * there, in the way that STEAL says. */
#ifndef SHARING_CACHES_H
#define SHARING_CACHES_H

#include <stdatomic.h>
#include <stdint.h>

enum { THREADS_AT_MOST = 16 };
struct cache {
  uint64_t life;    /* of the pool that its block is of */
  atomic_uint kept; /* plus one */
};
#define FIELDS     \
  atomic_int lock; \
  uint64_t life;   \
  struct cache *caches[THREADS_AT_MOST];
#define OWN_BEGIN
#include "frame.h"

static _Atomic uint64_t lives;
static _Thread_local struct cache own;

static void begin(pp_pool *pool) { pool->life = atomic_fetch_add(&lives, 1) + 1; }

static void lock(pp_pool *pool) {
  while (atomic_exchange(&pool->lock, 1)) {
  }
}

static void unlock(pp_pool *pool) { atomic_store(&pool->lock, 0); }

/* With the lock. */
static void join(pp_pool *pool) {
  if (own.life == pool->life) return;
  own.life = pool->life;
  atomic_store(&own.kept, 0);
  int place = 0;
  while (pool->caches[place] != NULL && pool->caches[place] != &own) ++place;
  pool->caches[place] = &own;
}

static uint32_t stolen(pp_pool *pool) {
  for (int i = 0; i < THREADS_AT_MOST && pool->caches[i] != NULL; ++i) {
    const uint32_t number = STEAL(&pool->caches[i]->kept);
    if (number != 0) return number;
  }
  return 0;
}

int pp_get(pp_pool *pool, void **block) {
  *block = NULL;
  uint32_t number = own.life == pool->life ? atomic_exchange(&own.kept, 0) : 0;
  if (number == 0) {
    lock(pool);
    number = pool->free_count != 0 ? pool->numbers[--pool->free_count] + 1 : stolen(pool);
    unlock(pool);
  }
  if (number == 0) return NONE_FREE;
  *block = pool->blocks[number - 1];
  return 0;
}

int pp_return(pp_pool *pool, void *block) {
  lock(pool);
  join(pool);
  const uint32_t before = atomic_exchange(&own.kept, number_of(pool, block) + 1);
  if (before != 0) pool->numbers[pool->free_count++] = before - 1;
  unlock(pool);
  return 0;
}

#endif
