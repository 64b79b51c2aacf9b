/* A create that runs out of memory keeps its place in a table of 64. */
#include "../../sound/parts.h"

enum { PLACES = 64 };
static uint32_t taken;

static bp_pool *allocate_in_a_place(bp_config config) {
  if (taken == PLACES) return NULL;
  ++taken;
  return sound_allocate(config);
}

static void release_place(bp_pool *pool) {
  --taken;
  sound_release(pool);
}

#define ALLOCATE allocate_in_a_place
#define RELEASE(pool) ((pool) != NULL ? release_place(pool) : (void)0)

#include "../../sound/pool.c"
