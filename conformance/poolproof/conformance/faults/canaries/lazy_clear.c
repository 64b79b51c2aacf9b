/* Clear takes the same few steps at any capacity: the marks name the age in which a buffer was lent, and clear begins another.
 * Buffers that were never lent in this age stand in no list; they come by number once the list of the returned is empty.
 */
#define POOL_NAME "lazy clear"
#define EXTRA_STATE        \
  uint64_t age;            \
  uint64_t *lent_in;       \
  uint32_t returned_count; \
  uint32_t never_lent_from;
#include "../sound/parts.h"

static void release_with_ages(bp_pool *pool) {
  if (pool != NULL) {
    free(pool->lent_in);
    sound_release(pool);
  }
}

static bp_pool *allocate_with_ages(bp_config config) {
  bp_pool *pool = sound_allocate(config);
  if (pool == NULL) {
    return NULL;
  }
  pool->lent_in = (uint64_t *)malloc(config.soa_capacity * sizeof *pool->lent_in);
  if (pool->lent_in == NULL) {
    release_with_ages(pool);
    return NULL;
  }
  for (uint32_t index = 0; index < config.soa_capacity; index++) {
    pool->lent_in[index] = UINT64_MAX;
  }
  return pool;
}

static void begin_another_age(bp_pool *pool) {
  pool->age++;
  pool->returned_count = 0;
  pool->never_lent_from = 0;
  pool->free_count = pool->soa_capacity;
}

static uint32_t take(bp_pool *pool) {
  const uint32_t index = pool->returned_count > 0 ? pool->free_stack[--pool->returned_count] : pool->never_lent_from++;
  pool->lent_in[index] = pool->age;
  pool->free_count--;
  return index;
}

static void put(bp_pool *pool, uint32_t index) {
  pool->free_stack[pool->returned_count++] = index;
  pool->lent_in[index] = UINT64_MAX;
  pool->free_count++;
}

#define ALLOCATE allocate_with_ages
#define RELEASE release_with_ages
#define FREE_ALL begin_another_age
#define TAKE_FREE take
#define PUT_FREE put
#define IS_LENT(pool, index) ((pool)->lent_in[index] == (pool)->age)
#include "../sound/pool.c"
