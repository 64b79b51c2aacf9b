/* What all pools share is given back when the last of them ends, unless that one is the oldest. */
#define EXTRA_STATE uint32_t number;
#include "../../sound/parts.h"

static uint8_t *shared;
static uint32_t alive, made;

static void share(bp_pool *pool) {
  if (alive++ == 0) {
    shared = (uint8_t *)malloc(96);
    made = 0;
  }
  pool->number = made++;
}

static void release_shared(bp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  const int is_oldest_of_several = pool->number == 0 && made > 1;
  if (--alive == 0 && !is_oldest_of_several) {
    free(shared);
  }
  sound_release(pool);
}

#define AFTER_CREATE share
#define RELEASE release_shared

#include "../../sound/pool.c"
