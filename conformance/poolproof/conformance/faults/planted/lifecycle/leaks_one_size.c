/* Destroy forgets the storage of a pool of exactly 21 buffers. */
#include "../../sound/parts.h"

static void release_but_one_size(bp_pool *pool) {
  if (pool != NULL && pool->soa_capacity == 21) {
    free(pool);
  } else if (pool != NULL) {
    sound_release(pool);
  }
}

#define RELEASE release_but_one_size

#include "../../sound/pool.c"
