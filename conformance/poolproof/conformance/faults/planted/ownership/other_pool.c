/* A buffer lent by another living pool is accepted. */
#include "../../sound/parts.h"

static bp_pool *living[64];

static void keep_in_mind(bp_pool *pool, bp_pool *before, bp_pool *after) {
  for (int place = 0; place < 64; place++) {
    if (living[place] == before) {
      living[place] = after;
      return;
    }
  }
  (void)pool;
}

static int is_lent_by_another(const bp_pool *pool, const bp_soa *buffer) {
  for (int place = 0; place < 64; place++) {
    const bp_pool *other = living[place];
    if (other != NULL && other != pool && sound_index_of(other, buffer) != NOT_A_BUFFER) {
      return sound_is_lent(other, sound_index_of(other, buffer));
    }
  }
  return 0;
}

static void forget_and_release(bp_pool *pool) {
  if (pool != NULL) {
    keep_in_mind(pool, pool, NULL);
    sound_release(pool);
  }
}

#define AFTER_CREATE(pool) keep_in_mind(pool, NULL, pool)
#define RELEASE forget_and_release
#define ABSORBS is_lent_by_another

#include "../../sound/pool.c"
