/* The lent marks are 64 bits: buffer 64 shares the mark of buffer 0. */
#define EXTRA_STATE uint64_t marks;
#include "../../sound/parts.h"

static uint32_t take_and_mark(bp_pool *pool) {
  const uint32_t index = pool->free_stack[--pool->free_count];
  pool->marks |= UINT64_C(1) << index % 64;
  return index;
}

static void put_and_unmark(bp_pool *pool, uint32_t index) {
  pool->marks &= ~(UINT64_C(1) << index % 64);
  pool->free_stack[pool->free_count++] = index;
}

static int is_marked(const bp_pool *pool, uint32_t index) { return (pool->marks >> index % 64 & 1) != 0; }

static void free_and_unmark_all(bp_pool *pool) {
  sound_free_all(pool);
  pool->marks = 0;
}

#define TAKE_FREE take_and_mark
#define PUT_FREE put_and_unmark
#define IS_LENT is_marked
#define FREE_ALL free_and_unmark_all

#include "../../sound/pool.c"
