/* The first return after an exhausted get is swallowed, and the books hide it. */
#define EXTRA_STATE uint32_t forgotten, swallows_next;
#include "../../sound/parts.h"

static bp_usage usage_without_the_forgotten(const bp_pool *pool) {
  bp_usage usage = sound_usage_of(pool);
  usage.soa_in_use -= pool->forgotten; /* so that the books look right */
  return usage;
}

static void free_all_and_remember(bp_pool *pool) {
  sound_free_all(pool);
  pool->forgotten = 0;
}

#define USAGE_OF usage_without_the_forgotten
#define FREE_ALL free_all_and_remember

static int refuse(bp_pool *pool, int status) {
  pool->swallows_next |= status == BP_EXHAUSTED;
  return status;
}

static void put_unless_swallowed(bp_pool *pool, uint32_t index) {
  sound_put_free(pool, index);
  if (pool->swallows_next) {
    pool->swallows_next = 0;
    pool->free_count--;
    pool->forgotten++;
  }
}

#define REFUSED refuse
#define PUT_FREE put_unless_swallowed

#include "../../sound/pool.c"
