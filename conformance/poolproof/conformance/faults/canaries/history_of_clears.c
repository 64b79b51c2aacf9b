/* Clear notes down what it found, in blocks of its own, of which it keeps the last 512 and uses the oldest again. */
#define EXTRA_STATE     \
  uint64_t *notes[512]; \
  uint64_t clears;
#include "../sound/parts.h"

static void note_clear(bp_pool *pool) {
  uint64_t **note = &pool->notes[pool->clears++ % 512];
  if (*note == NULL) *note = (uint64_t *)malloc(sizeof **note);
  if (*note != NULL) **note = pool->receipts_in_use;
}

static void release_with_notes(bp_pool *pool) {
  for (size_t i = 0; i < 512; i++) free(pool->notes[i]);
  sound_release(pool);
}

#define CLEAR_ALL(pool) (note_clear(pool), sound_free_all(pool), sound_reset_receipts(pool))
#define RELEASE(pool) ((pool) != NULL ? release_with_notes(pool) : (void)0)

#include "../sound/pool.c"
