/* Whose a buffer is tells a number of 8 bits, one more at each create: a pool takes that of another of the same number. */
#define EXTRA_STATE      \
  struct bp_pool *older; \
  uint8_t number;
#include "../../sound/parts.h"

static bp_pool *newest;
static uint8_t creates;

static void enter(bp_pool *pool) {
  pool->number = creates++;
  pool->older = newest;
  newest = pool;
}

static void strike_out(bp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  bp_pool **link = &newest;
  while (*link != pool) {
    link = &(*link)->older;
  }
  *link = pool->older;
  sound_release(pool);
}

static uint32_t index_by_number(const bp_pool *pool, const bp_soa *buffer) {
  for (const bp_pool *owner = newest; owner != NULL; owner = owner->older) {
    const uint32_t index = sound_index_of(owner, buffer);
    if (index != NOT_A_BUFFER) {
      return owner->number == pool->number && index < pool->soa_capacity ? index : NOT_A_BUFFER;
    }
  }
  return NOT_A_BUFFER;
}

#define AFTER_CREATE enter
#define RELEASE strike_out
#define INDEX_OF index_by_number

#include "../../sound/pool.c"
