/* The list is filled at the first operation, and two who come first both fill it. */
#include "first_use.h"

static void fill_once(pp_pool *pool) {
  if (atomic_load(&pool->is_full)) return;
  fill(pool);
  atomic_store(&pool->is_full, 1);
}
