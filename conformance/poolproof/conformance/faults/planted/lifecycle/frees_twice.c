/* Destroy frees the storage twice when a buffer is still lent. */
#include "../../sound/parts.h"

static void release_and_again(bp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  uint8_t *volatile storage = pool->storage;
  const int lent = pool->free_count < pool->soa_capacity;
  sound_release(pool);
  if (lent) {
    free(storage);
  }
}

#define RELEASE release_and_again

#include "../../sound/pool.c"
