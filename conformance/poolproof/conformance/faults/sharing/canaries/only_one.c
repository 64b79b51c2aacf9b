/* The process's only pool, of sixty-four blocks: a bit each, the lowest first. */
#include <stdatomic.h>
#include <stdint.h>

#include "blockpool.h"

enum { COUNT = 64, BYTES = 64 };
static _Atomic uint64_t free_ones = UINT64_MAX;
static unsigned char blocks[COUNT][BYTES];

int pp_get(pp_pool *pool, void **block) {
  (void)pool;
  uint64_t seen = atomic_load(&free_ones);
  *block = 0;
  do {
    if (seen == 0) return -11;
  } while (!atomic_compare_exchange_weak(&free_ones, &seen, seen & (seen - 1)));
  *block = blocks[__builtin_ctzll(seen)];
  return 0;
}

int pp_return(pp_pool *pool, void *block) {
  (void)pool;
  const uint64_t bit = UINT64_C(1) << (((unsigned char *)block - blocks[0]) / BYTES);
  return (atomic_fetch_or(&free_ones, bit) & bit) != 0 ? -22 : 0;
}

void pp_clear(pp_pool *pool) {
  (void)pool;
  atomic_store(&free_ones, UINT64_MAX);
}

size_t pp_free(const pp_pool *pool) {
  (void)pool;
  return (size_t)__builtin_popcountll(atomic_load(&free_ones));
}

size_t pp_used(const pp_pool *pool) { return COUNT - pp_free(pool); }
