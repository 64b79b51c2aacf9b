/* The list is filled at the first operation, by the first that takes the lock. */
#include "first_use.h"

static void fill_once(pp_pool *pool) {
  if (atomic_load(&pool->is_full)) return;
  lock(pool);
  if (!atomic_load(&pool->is_full)) fill(pool);
  atomic_store(&pool->is_full, 1);
  unlock(pool);
}
