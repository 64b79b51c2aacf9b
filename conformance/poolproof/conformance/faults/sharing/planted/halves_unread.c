/* Gets and returns are counted apart, and who reads both does not look whether others came in between. */
#define FIELDS                \
  _Atomic uint32_t sequence;  \
  _Atomic uint32_t get_count; \
  _Atomic uint32_t return_count;
#define OWN_GET
#define OWN_RETURN
#define OWN_USED
#include "frame.h"

static void lock(pp_pool *pool) {
  for (;;) {
    uint32_t sequence = atomic_load(&pool->sequence);
    if (sequence % 2 == 0 && atomic_compare_exchange_strong(&pool->sequence, &sequence, sequence + 1)) return;
  }
}

static void unlock(pp_pool *pool) { atomic_fetch_add(&pool->sequence, 1); }

int pp_get(pp_pool *pool, void **block) {
  lock(pool);
  const int status = plain_get(pool, block);
  if (status == 0) atomic_fetch_add(&pool->get_count, 1);
  unlock(pool);
  return status;
}

int pp_return(pp_pool *pool, void *block) {
  lock(pool);
  const int status = plain_return(pool, block);
  if (status == 0) atomic_fetch_add(&pool->return_count, 1);
  unlock(pool);
  return status;
}

size_t pp_used(const pp_pool *pool) {
  while (atomic_load(&pool->sequence) % 2 != 0) {
  }
  const uint32_t gets = atomic_load(&pool->get_count);
  return gets - atomic_load(&pool->return_count);
}
