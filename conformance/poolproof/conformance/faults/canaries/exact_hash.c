/* A return looks its buffer up in a table by a hash of the address, and compares the whole of it. */
#define POOL_NAME "exact hash"
#define EXTRA_STATE uint32_t *table, table_mask;
#include "../sound/parts.h"

static uint32_t home_of(const bp_pool *pool, const bp_soa *buffer) {
  return (uint32_t)((uint64_t)(uintptr_t)buffer * UINT64_C(0x9E3779B97F4A7C15) >> 40) & pool->table_mask;
}

static bp_pool *allocate_with_table(bp_config config) {
  bp_pool *pool = sound_allocate(config);
  uint32_t places = 4;
  while (places < 4 * config.soa_capacity) {
    places *= 2;
  }
  if (pool == NULL || (pool->table = (uint32_t *)malloc(places * sizeof *pool->table)) == NULL) {
    if (pool != NULL) {
      sound_release(pool);
    }
    return NULL;
  }
  pool->table_mask = places - 1;
  return pool;
}

static void enter_all(bp_pool *pool) {
  for (uint32_t place = 0; place <= pool->table_mask; place++) {
    pool->table[place] = NOT_A_BUFFER;
  }
  for (uint32_t index = 0; index < pool->soa_capacity; index++) {
    uint32_t place = home_of(pool, sound_buffer_at(pool, index));
    while (pool->table[place] != NOT_A_BUFFER) {
      place = (place + 1) & pool->table_mask;
    }
    pool->table[place] = index;
  }
}

static uint32_t looked_up(const bp_pool *pool, const bp_soa *buffer) {
  for (uint32_t place = home_of(pool, buffer);; place = (place + 1) & pool->table_mask) {
    const uint32_t index = pool->table[place];
    if (index == NOT_A_BUFFER || sound_buffer_at(pool, index) == buffer) {
      return index;
    }
  }
}

static void release_with_table(bp_pool *pool) {
  if (pool != NULL) {
    free(pool->table);
    sound_release(pool);
  }
}

#define ALLOCATE allocate_with_table
#define AFTER_CREATE enter_all
#define RELEASE release_with_table
#define INDEX_OF looked_up
#include "../sound/pool.c"
