// How many receipts are in use stands in a table of 128 rows, by the lowest number that is free, and by its last 7 bits.
#define EXTRA_STATE uint32_t number;
#include "../../sound/parts.h"

#include <array>
#include <bitset>

static std::array<uint32_t, 128> counts;
static std::bitset<4096> taken;

static uint32_t *row_of(const bp_pool *pool) { return &counts[(pool->number - 1) % counts.size()]; }

static void enter(bp_pool *pool) {
  pool->number = 1;
  while (taken[pool->number]) {
    ++pool->number;
  }
  taken[pool->number] = true;
  if (pool->number <= counts.size()) {
    *row_of(pool) = 0;
  }
}

static void leave(bp_pool *pool) {
  if (pool != nullptr) {
    taken[pool->number] = false;
    sound_release(pool);
  }
}

static uint32_t take_by_row(bp_pool *pool) {
  pool->receipts_in_use = *row_of(pool) + 1;
  return (*row_of(pool))++;
}

static void reset_row(bp_pool *pool) { pool->receipts_in_use = *row_of(pool) = 0; }

static bp_usage usage_by_row(const bp_pool *pool) {
  bp_usage usage = sound_usage_of(pool);
  usage.receipts_in_use = *row_of(pool);
  return usage;
}

#define AFTER_CREATE enter
#define RELEASE leave
#define TAKE_RECEIPT take_by_row
#define RECEIPTS_EXHAUSTED(pool) (*row_of(pool) >= (pool)->receipt_capacity)
#define RESET_RECEIPTS(pool) ((pool)->number != 0 ? reset_row(pool) : (void)0)
#define USAGE_OF usage_by_row

#include "../../sound/pool.c"
