/* Who meets another one lets it go first, and so does the other: both hand the turn over for ever. */
#define FIELDS        \
  atomic_int wanting; \
  _Atomic(const void *) polite;
#define LOCK(pool) lock_pool(pool)
#define UNLOCK(pool) atomic_fetch_sub(&(pool)->wanting, 1)
#include "blockpool.h"
static void lock_pool(pp_pool *pool);
#include "frame.h"

static _Thread_local char self;

static void lock_pool(pp_pool *pool) {
  atomic_fetch_add(&pool->wanting, 1);
  while (atomic_load(&pool->wanting) > 1) {
    atomic_store(&pool->polite, &self);
    while (atomic_load(&pool->polite) == &self && atomic_load(&pool->wanting) > 1) {
    }
  }
}
