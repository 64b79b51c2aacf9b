/* The counter is two halves, and who reads it takes no lock: it finds one before a carry and one behind it. */
#include "spin.h"
#undef FIELDS
#define FIELDS     \
  atomic_int lock; \
  volatile uint8_t ones, twos;
#define OWN_GET
#define OWN_RETURN
#define OWN_USED
#include "frame.h"

static void count(pp_pool *pool) {
  const uint32_t used = pool->count - pool->free_count;
  pool->ones = used % 2;
  pool->twos = (uint8_t)(used / 2);
}

int pp_get(pp_pool *pool, void **block) {
  LOCK(pool);
  const int status = plain_get(pool, block);
  count(pool);
  UNLOCK(pool);
  return status;
}

int pp_return(pp_pool *pool, void *block) {
  LOCK(pool);
  const int status = plain_return(pool, block);
  count(pool);
  UNLOCK(pool);
  return status;
}

size_t pp_used(const pp_pool *pool) { return pool->twos * 2u + pool->ones; }
