/* A table of 16 places tells whose a buffer is; one more takes the place of an older one, whose buffers then are nobody's. */
#define EXTRA_STATE uint32_t place;
#include "../../sound/parts.h"

#define PLACES 16

static const bp_pool *listed[PLACES];
static uint32_t next_place;

static void list(bp_pool *pool) {
  uint32_t tried = 0;
  while (tried < PLACES && listed[(next_place + tried) % PLACES] != NULL) {
    tried++;
  }
  pool->place = (next_place + tried) % PLACES;
  next_place = pool->place + 1;
  listed[pool->place] = pool;
}

static void strike_out(bp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  if (listed[pool->place] == pool) {
    listed[pool->place] = NULL;
  }
  sound_release(pool);
}

static uint32_t index_if_listed(const bp_pool *pool, const bp_soa *buffer) {
  return listed[pool->place] == pool ? sound_index_of(pool, buffer) : NOT_A_BUFFER;
}

#define AFTER_CREATE list
#define RELEASE strike_out
#define INDEX_OF index_if_listed

#include "../../sound/pool.c"
