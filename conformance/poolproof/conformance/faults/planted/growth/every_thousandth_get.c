/* Every thousandth get adds a block to a chain that only destroy gives back. */
#define EXTRA_STATE \
  uint32_t gets;    \
  void **chain;
#include "../../sound/parts.h"

static uint32_t take_and_chain(bp_pool *pool) {
  if (++pool->gets % 1000 == 0) {
    void **link = (void **)malloc(64);
    if (link != NULL) {
      *link = pool->chain;
      pool->chain = link;
    }
  }
  return sound_take_free(pool);
}

static void release_chain(bp_pool *pool) {
  while (pool->chain != NULL) {
    void **link = pool->chain;
    pool->chain = (void **)*link;
    free(link);
  }
  sound_release(pool);
}

#define TAKE_FREE take_and_chain
#define RELEASE(pool) ((pool) != NULL ? release_chain(pool) : (void)0)

#include "../../sound/pool.c"
