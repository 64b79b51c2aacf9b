/* Each get reads 64 lines of the receipts, round and round: more than the first cache holds. */
#define EXTRA_STATE \
  uint32_t line;    \
  uint64_t sum;
#include "../../sound/parts.h"

static void walk(bp_pool *pool) {
  const uint32_t lines = pool->receipt_capacity * 2;
  for (int step = 0; step < 64; step++) {
    pool->sum += *(const volatile uint64_t *)(const void *)((const uint8_t *)sound_receipt_at(pool, 0) + pool->line * 64);
    pool->line = pool->line + 1 < lines ? pool->line + 1 : 0;
  }
}

#define AFTER_GET(pool, buffer) walk(pool)

#include "../../sound/pool.c"
