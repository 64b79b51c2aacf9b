/* A lock that is the first thread's: it says that it is in, and looks whether another one takes the lock from it. That one
 * looks whether it is in. */
#include "own_number.h"

#define FIELDS         \
  atomic_int lock;     \
  atomic_int owner_in; \
  atomic_int is_revoked;
#define LOCK(pool) const int has_lock = enter(pool)
#define UNLOCK(pool) leave(pool, has_lock)
#include "blockpool.h"
static int enter(pp_pool *pool);
static void leave(pp_pool *pool, int has_lock);
#include "frame.h"

static int enter(pp_pool *pool) {
  if (own_number() == 0) {
    atomic_store_explicit(&pool->owner_in, 1, memory_order_release);
    atomic_signal_fence(memory_order_seq_cst);
    if (atomic_load_explicit(&pool->is_revoked, memory_order_acquire) == 0) return 0;
    atomic_store_explicit(&pool->owner_in, 0, memory_order_release);
  }
  while (atomic_exchange(&pool->lock, 1)) {
  }
  if (own_number() != 0) {
    atomic_store(&pool->is_revoked, 1);
    while (atomic_load_explicit(&pool->owner_in, memory_order_acquire) != 0) {
    }
  }
  return 1;
}

static void leave(pp_pool *pool, int has_lock) {
  if (!has_lock) {
    atomic_store_explicit(&pool->owner_in, 0, memory_order_release);
    return;
  }
  if (own_number() != 0) atomic_store(&pool->is_revoked, 0);
  atomic_store(&pool->lock, 0);
}
