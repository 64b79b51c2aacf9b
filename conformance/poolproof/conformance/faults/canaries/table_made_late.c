/* The thousandth clear makes a table of statistics, which it keeps from then on. */
#define EXTRA_STATE \
  uint32_t clears;  \
  uint64_t *table;
#include "../sound/parts.h"

enum { ENTRIES = 4096 };

static void count_clear(bp_pool *pool) {
  if (++pool->clears == 1000) pool->table = (uint64_t *)calloc(ENTRIES, sizeof *pool->table);
  if (pool->table != NULL) ++pool->table[pool->receipts_in_use % ENTRIES];
}

static void release_with_table(bp_pool *pool) {
  free(pool->table);
  sound_release(pool);
}

#define CLEAR_ALL(pool) (count_clear(pool), sound_free_all(pool), sound_reset_receipts(pool))
#define RELEASE(pool) ((pool) != NULL ? release_with_table(pool) : (void)0)

#include "../sound/pool.c"
