/* When its last allocation fails, create gives back the one before it twice. */
#define EXTRA_STATE void *spare;
#include "../../sound/parts.h"

static void (*volatile give_back)(void *) = free; /* not to be seen through */

static void release_with_spare(bp_pool *pool) {
  free(pool->spare);
  sound_release(pool);
}

static bp_pool *allocate_with_spare(bp_config config) {
  bp_pool *pool = sound_allocate(config);
  if (pool == NULL) return NULL;
  pool->spare = malloc(64);
  if (pool->spare == NULL) {
    give_back(pool->storage);
    release_with_spare(pool);
    return NULL;
  }
  return pool;
}

#define ALLOCATE allocate_with_spare
#define RELEASE(pool) ((pool) != NULL ? release_with_spare(pool) : (void)0)

#include "../../sound/pool.c"
