/* Every hundredth clear makes a list longer by a page, which destroy gives back. */
#define EXTRA_STATE \
  uint32_t clears;  \
  size_t bytes;     \
  void *list;
#include "../../sound/parts.h"

enum { CLEARS = 100, MORE = 4096 };

static void lengthen(bp_pool *pool) {
  if (++pool->clears % CLEARS != 0) return;
  void *longer = realloc(pool->list, pool->bytes + MORE);
  if (longer == NULL) return;
  pool->list = longer;
  pool->bytes += MORE;
}

static void release_with_list(bp_pool *pool) {
  free(pool->list);
  sound_release(pool);
}

#define CLEAR_ALL(pool) (sound_free_all(pool), sound_reset_receipts(pool), lengthen(pool))
#define RELEASE(pool) ((pool) != NULL ? release_with_list(pool) : (void)0)

#include "../../sound/pool.c"
