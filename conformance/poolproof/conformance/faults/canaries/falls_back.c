/* Where the heap has nothing, create takes what it needs from a store of its own, in static memory. */
#include "../sound/parts.h"

enum { STORE_BYTES = 1 << 16 };
static _Alignas(64) uint8_t store[STORE_BYTES];
static size_t store_used;
static uint32_t blocks_in_store;

static void *take(size_t bytes) {
  size_t whole = (bytes + 63) / 64 * 64;
  void *block = aligned_alloc(64, whole);
  if (block == NULL && whole <= STORE_BYTES - store_used) {
    block = store + store_used;
    store_used += whole;
    ++blocks_in_store;
  }
  if (block != NULL) memset(block, 0, whole);
  return block;
}

static void give_back(void *block) {
  uintptr_t offset = (uintptr_t)block - (uintptr_t)store;
  if (offset >= STORE_BYTES) {
    free(block);
  } else if (--blocks_in_store == 0) {
    store_used = 0;
  }
}

static bp_pool *allocate_somewhere(bp_config config) {
  bp_pool *pool = (bp_pool *)take(sizeof *pool);
  uint8_t *storage = (uint8_t *)take(storage_bytes(config));
  if (pool == NULL || storage == NULL) {
    if (pool != NULL) give_back(pool);
    if (storage != NULL) give_back(storage);
    return NULL;
  }
  adopt_storage(pool, config, storage);
  return pool;
}

static void release_somewhere(bp_pool *pool) {
  give_back(pool->storage);
  give_back(pool);
}

#define ALLOCATE allocate_somewhere
#define RELEASE(pool) ((pool) != NULL ? release_somewhere(pool) : (void)0)

#include "../sound/pool.c"
