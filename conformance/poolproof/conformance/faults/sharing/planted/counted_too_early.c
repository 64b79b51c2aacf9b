/* Two ends with a lock each. A return counts the block before it stands in its place: what stood there comes again. */
#define FIELDS            \
  atomic_int first, last; \
  _Atomic uint32_t there; \
  uint32_t from, to;      \
  uint32_t ring[BLOCKS];
#define OWN_BEGIN
#include "frame.h"

static void begin(pp_pool *pool) {
  for (uint32_t i = 0; i < pool->count; ++i) pool->ring[i] = i;
  pool->there = pool->count;
}

static void take(atomic_int *lock) {
  while (atomic_exchange(lock, 1)) {
  }
}

int pp_get(pp_pool *pool, void **block) {
  int status = NONE_FREE;
  *block = NULL;
  take(&pool->first);
  if (atomic_load(&pool->there) != 0) {
    *block = pool->blocks[pool->ring[pool->from]];
    pool->from = (pool->from + 1) % pool->count;
    atomic_fetch_sub(&pool->there, 1);
    status = 0;
  }
  atomic_store(&pool->first, 0);
  return status;
}

int pp_return(pp_pool *pool, void *block) {
  take(&pool->last);
  atomic_fetch_add(&pool->there, 1);
  pool->ring[pool->to] = number_of(pool, block);
  pool->to = (pool->to + 1) % pool->count;
  atomic_store(&pool->last, 0);
  return 0;
}
