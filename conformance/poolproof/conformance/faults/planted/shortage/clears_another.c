/* When there is no memory for another pool, the one created last is cleared to make room. */
#include "../../sound/parts.h"

static bp_pool *newest;

static bp_pool *allocate_making_room(bp_config config);
static void release_newest(bp_pool *pool) {
  if (pool == newest) newest = NULL;
  sound_release(pool);
}

#define ALLOCATE allocate_making_room
#define RELEASE(pool) ((pool) != NULL ? release_newest(pool) : (void)0)

#include "../../sound/pool.c"

static bp_pool *allocate_making_room(bp_config config) {
  bp_pool *pool = sound_allocate(config);
  if (pool == NULL && newest != NULL) sound_free_all(newest);
  if (pool != NULL) newest = pool;
  return pool;
}
