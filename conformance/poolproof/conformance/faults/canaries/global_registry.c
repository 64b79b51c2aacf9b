/* The first create of the process allocates a registry of all pools, which is kept for the life of the process. */
#define POOL_NAME "global registry"
#define EXTRA_STATE size_t place;
#include "../sound/parts.h"

#define PLACES 64

static bp_pool **registry;

static bp_pool *allocate_and_enter(bp_config config) {
  registry = registry != NULL ? registry : (bp_pool **)calloc(PLACES, sizeof *registry);
  size_t place = 0;
  while (registry != NULL && place < PLACES && registry[place] != NULL) {
    place++;
  }
  bp_pool *pool = registry != NULL && place < PLACES ? sound_allocate(config) : NULL;
  if (pool != NULL) {
    pool->place = place;
    registry[place] = pool;
  }
  return pool;
}

static void strike_out_and_release(bp_pool *pool) {
  if (pool != NULL) {
    registry[pool->place] = NULL;
    sound_release(pool);
  }
}

#define ALLOCATE allocate_and_enter
#define RELEASE strike_out_and_release
#include "../sound/pool.c"
