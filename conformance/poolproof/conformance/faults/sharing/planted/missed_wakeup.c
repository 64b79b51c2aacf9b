/* Who is to sleep says so in a word of its own, after it looked at the lock. */
#define FIELDS     \
  atomic_int lock; \
  atomic_int sleepers;
#define LOCK(pool) lock_pool(pool)
#define UNLOCK(pool) unlock_pool(pool)
#include "blockpool.h"
static void lock_pool(pp_pool *pool);
static void unlock_pool(pp_pool *pool);
#include "frame.h"
#include "futex.h"

static void lock_pool(pp_pool *pool) {
  while (atomic_exchange(&pool->lock, 1) != 0) {
    atomic_fetch_add(&pool->sleepers, 1);
    sleep_while(&pool->sleepers, atomic_load(&pool->sleepers)); /* of the wrong word */
    atomic_fetch_sub(&pool->sleepers, 1);
  }
}

static void unlock_pool(pp_pool *pool) {
  atomic_store(&pool->lock, 0);
  if (atomic_load(&pool->sleepers) != 0) wake_one(&pool->sleepers);
}
