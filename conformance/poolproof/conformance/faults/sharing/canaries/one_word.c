/* A bit a block: the word is the whole state. */
#define FIELDS _Atomic uint32_t free_ones;
#define OWN_BEGIN
#include "frame.h"

static void begin(pp_pool *pool) { pool->free_ones = (1u << pool->count) - 1; }

int pp_get(pp_pool *pool, void **block) {
  uint32_t seen = atomic_load(&pool->free_ones);
  *block = NULL;
  do {
    if (seen == 0) return NONE_FREE;
  } while (!atomic_compare_exchange_weak(&pool->free_ones, &seen, seen & (seen - 1)));
  const uint32_t number = (uint32_t)__builtin_ctz(seen);
  memset(pool->blocks[number], 0, BLOCK_BYTES);
  *block = pool->blocks[number];
  return 0;
}

int pp_return(pp_pool *pool, void *block) {
  const uint32_t bit = 1u << number_of(pool, block);
  return (atomic_fetch_or(&pool->free_ones, bit) & bit) != 0 ? NOT_LENT : 0;
}

size_t pp_used(const pp_pool *pool) { return pool->count - (uint32_t)__builtin_popcount(atomic_load(&pool->free_ones)); }
