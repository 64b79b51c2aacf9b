/* Get takes them in one order, return in the other. */
#define FIELDS      \
  atomic_int lists; \
  atomic_int marks;
#include "frame.h"

static void take(atomic_int *lock) {
  while (atomic_exchange(lock, 1)) {
  }
}

int pp_get(pp_pool *pool, void **block) {
  take(&pool->lists);
  take(&pool->marks);
  const int status = plain_get(pool, block);
  atomic_store(&pool->marks, 0);
  atomic_store(&pool->lists, 0);
  return status;
}

int pp_return(pp_pool *pool, void *block) {
  take(&pool->marks);
  take(&pool->lists);
  const int status = plain_return(pool, block);
  atomic_store(&pool->lists, 0);
  atomic_store(&pool->marks, 0);
  return status;
}

size_t pp_used(const pp_pool *shared) {
  pp_pool *pool = (pp_pool *)(uintptr_t)shared;
  take(&pool->lists);
  const size_t used = pool->count - pool->free_count;
  atomic_store(&pool->lists, 0);
  return used;
}
