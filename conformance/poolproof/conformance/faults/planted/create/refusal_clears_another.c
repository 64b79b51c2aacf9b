/* A config that is refused clears the pool created last, which had been made ready for it. */
#include "../../sound/parts.h"

static bp_pool *newest;

static void note(bp_pool *pool) { newest = pool; }

static void release_noted(bp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  newest = newest == pool ? NULL : newest;
  sound_release(pool);
}

static int refuses_and_clears(bp_config config) {
  const int refuses = sound_refuses_config(config);
  if (refuses && newest != NULL) {
    sound_free_all(newest);
  }
  return refuses;
}

#define AFTER_CREATE note
#define RELEASE release_noted
#define REFUSES_CONFIG refuses_and_clears

#include "../../sound/pool.c"
