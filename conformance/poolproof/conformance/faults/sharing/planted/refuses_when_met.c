/* An interrupt that meets an operation is told that none is free. */
#define FIELDS volatile uint8_t is_busy;
#include "frame.h"

int pp_get(pp_pool *pool, void **block) {
  *block = NULL;
  if (pool->is_busy) return NONE_FREE;
  pool->is_busy = 1;
  const int status = plain_get(pool, block);
  pool->is_busy = 0;
  return status;
}

int pp_return(pp_pool *pool, void *block) {
  pool->is_busy = 1;
  const int status = plain_return(pool, block);
  pool->is_busy = 0;
  return status;
}

size_t pp_used(const pp_pool *pool) { return pool->count - pool->free_count; }
