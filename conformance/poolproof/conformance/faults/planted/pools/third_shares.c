/* With three pools alive the third lends the buffers of the first. */
#define EXTRA_STATE uint8_t *borrowed_from;
#include "../../sound/parts.h"

static bp_pool *living[3];

static void settle_in(bp_pool *pool) {
  for (int place = 0; place < 3; place++) {
    if (living[place] == NULL) {
      living[place] = pool;
      break;
    }
  }
  if (living[2] == pool && living[0]->soa_capacity == pool->soa_capacity) {
    pool->borrowed_from = living[0]->storage;
  }
}

static void move_out(bp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  for (int place = 0; place < 3; place++) {
    living[place] = living[place] == pool ? NULL : living[place];
    if (living[place] != NULL && living[place]->borrowed_from == pool->storage) {
      living[place]->borrowed_from = NULL;
    }
  }
  sound_release(pool);
}

static bp_soa *buffer_at(const bp_pool *pool, uint32_t index) {
  return pool->borrowed_from ? (bp_soa *)(void *)pool->borrowed_from + index : sound_buffer_at(pool, index);
}

static uint32_t index_of(const bp_pool *pool, const bp_soa *buffer) {
  const uintptr_t base = (uintptr_t)(pool->borrowed_from ? pool->borrowed_from : pool->storage);
  return sound_index_of(pool, (const bp_soa *)((uintptr_t)pool->storage + ((uintptr_t)buffer - base)));
}

#define AFTER_CREATE settle_in
#define RELEASE move_out
#define BUFFER_AT buffer_at
#define INDEX_OF index_of

#include "../../sound/pool.c"
