/* The storage of every pool is in a registry of ranges: a return finds its range there by halves, and only then its pool. */
#define POOL_NAME "registry of ranges"
#include <string.h>

#include "../sound/parts.h"

#define MOST_RANGES 1024

static struct range {
  uintptr_t from, behind;
  const bp_pool *owner;
} ranges[MOST_RANGES];
static uint32_t range_count;

/* How many begin at the address or before it. */
static uint32_t begun_by(uintptr_t address) {
  uint32_t low = 0, high = range_count;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (ranges[middle].from <= address) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

static bp_pool *allocate_and_enter(bp_config config) {
  bp_pool *pool = range_count < MOST_RANGES ? sound_allocate(config) : NULL;
  if (pool != NULL) {
    const uintptr_t from = (uintptr_t)pool->storage;
    const uint32_t place = begun_by(from);
    memmove(&ranges[place + 1], &ranges[place], (range_count++ - place) * sizeof ranges[0]);
    ranges[place] = (struct range){from, from + storage_bytes(config), pool};
  }
  return pool;
}

static void strike_out_and_release(bp_pool *pool) {
  if (pool != NULL) {
    const uint32_t place = begun_by((uintptr_t)pool->storage) - 1;
    memmove(&ranges[place], &ranges[place + 1], (--range_count - place) * sizeof ranges[0]);
    sound_release(pool);
  }
}

static uint32_t index_in_its_range(const bp_pool *pool, const bp_soa *buffer) {
  const uint32_t begun = begun_by((uintptr_t)buffer);
  if (begun == 0 || (uintptr_t)buffer >= ranges[begun - 1].behind || ranges[begun - 1].owner != pool) {
    return NOT_A_BUFFER;
  }
  return sound_index_of(pool, buffer);
}

#define ALLOCATE allocate_and_enter
#define RELEASE strike_out_and_release
#define INDEX_OF index_in_its_range
#include "../sound/pool.c"
