/* Every clear is noted down in a block of its own, which destroy gives back. */
#define EXTRA_STATE struct note *notes;
#include "../../sound/parts.h"

struct note {
  struct note *earlier;
  uint64_t receipts;
};

static void note_clear(bp_pool *pool) {
  struct note *note = (struct note *)malloc(sizeof *note);
  if (note == NULL) return;
  note->earlier = pool->notes;
  note->receipts = pool->receipts_in_use;
  pool->notes = note;
}

static void release_with_notes(bp_pool *pool) {
  while (pool->notes != NULL) {
    struct note *note = pool->notes;
    pool->notes = note->earlier;
    free(note);
  }
  sound_release(pool);
}

#define CLEAR_ALL(pool) (note_clear(pool), sound_free_all(pool), sound_reset_receipts(pool))
#define RELEASE(pool) ((pool) != NULL ? release_with_notes(pool) : (void)0)

#include "../../sound/pool.c"
