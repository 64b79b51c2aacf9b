/* A lock whose sleepers say so in a word of its own, and then look at it once more; who lets go of it wakes them. Between the
 * store and the look of each, SEEN says how the store is seen. */
#ifndef SHARING_WAKEUP_H
#define SHARING_WAKEUP_H

#define FIELDS     \
  atomic_int lock; \
  atomic_int sleeps;
#define LOCK(pool) lock_pool(pool)
#define UNLOCK(pool) unlock_pool(pool)
#include "blockpool.h"
static void lock_pool(pp_pool *pool);
static void unlock_pool(pp_pool *pool);
#include "frame.h"
#include "futex.h"

static void lock_pool(pp_pool *pool) {
  while (atomic_exchange(&pool->lock, 1) != 0) {
    atomic_store_explicit(&pool->sleeps, 1, memory_order_release);
    SEEN();
    if (atomic_load_explicit(&pool->lock, memory_order_acquire) != 0) sleep_while(&pool->sleeps, 1);
  }
}

static void unlock_pool(pp_pool *pool) {
  atomic_store_explicit(&pool->lock, 0, memory_order_release);
  SEEN();
  if (atomic_load_explicit(&pool->sleeps, memory_order_acquire) == 0) return;
  atomic_store(&pool->sleeps, 0);
  wake_all(&pool->sleeps); /* one alone would leave a third thread asleep, of which the word says nothing any more */
}

#endif
