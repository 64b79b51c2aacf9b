/* A clear with just three buffers lent makes a table of such clears a word longer; destroy frees it. */
#define EXTRA_STATE     \
  uint64_t *remembered; \
  size_t words;
#include "../../sound/parts.h"

static void remember(bp_pool *pool) {
  if (pool->soa_capacity - pool->free_count != 3) return;
  uint64_t *longer = (uint64_t *)realloc(pool->remembered, (pool->words + 1) * sizeof *longer);
  if (longer == NULL) return;
  pool->remembered = longer;
  longer[pool->words++] = pool->receipts_in_use;
}

static void release_all(bp_pool *pool) {
  free(pool->remembered);
  sound_release(pool);
}

#define CLEAR_ALL(pool) (remember(pool), sound_free_all(pool), sound_reset_receipts(pool))
#define RELEASE(pool) ((pool) != NULL ? release_all(pool) : (void)0)

#include "../../sound/pool.c"
