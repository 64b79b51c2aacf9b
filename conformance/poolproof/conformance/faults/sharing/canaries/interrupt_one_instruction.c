/* On one processor an instruction is whole: no lock is needed. */
#define FIELDS uint32_t free_ones;
#define OWN_BEGIN
#include "frame.h"

static void begin(pp_pool *pool) { pool->free_ones = (1u << pool->count) - 1; }

static bool took(pp_pool *pool, uint32_t number) {
  bool was_set;
  __asm__ volatile("btrl %2, %1\n\tsetc %0" : "=q"(was_set), "+m"(pool->free_ones) : "r"(number) : "cc");
  return was_set;
}

int pp_get(pp_pool *pool, void **block) {
  *block = NULL;
  for (uint32_t seen = pool->free_ones; seen != 0; seen = *(volatile uint32_t *)&pool->free_ones) {
    const uint32_t number = (uint32_t)__builtin_ctz(seen);
    if (!took(pool, number)) continue;
    memset(pool->blocks[number], 0, BLOCK_BYTES);
    *block = pool->blocks[number];
    return 0;
  }
  return NONE_FREE;
}

int pp_return(pp_pool *pool, void *block) {
  bool was_set;
  __asm__ volatile("btsl %2, %1\n\tsetc %0" : "=q"(was_set), "+m"(pool->free_ones) : "r"(number_of(pool, block)) : "cc");
  return was_set ? NOT_LENT : 0;
}

size_t pp_used(const pp_pool *pool) {
  return pool->count - (uint32_t)__builtin_popcount(*(volatile const uint32_t *)&pool->free_ones);
}
