/* Destroy keeps the storage when a buffer is still lent. */
#include "../../sound/parts.h"

static void release_unless_lent(bp_pool *pool) {
  if (pool != NULL && pool->free_count == pool->soa_capacity) {
    free(pool->storage);
  }
  free(pool);
}

#define RELEASE release_unless_lent

#include "../../sound/pool.c"
