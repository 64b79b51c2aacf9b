/* All signals are masked while an operation changes the list, and not yet when it looks whether a block is free. */
#include <pthread.h>
#include <signal.h>

#define OWN_GET
#define LOCK(pool) \
  sigset_t before; \
  mask(&before)
#define UNLOCK(pool) unmask(&before)

static void mask(sigset_t *before) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, before);
}

static void unmask(const sigset_t *before) { pthread_sigmask(SIG_SETMASK, before, NULL); }

#include "frame.h"

int pp_get(pp_pool *pool, void **block) {
  *block = NULL;
  if (pool->free_count == 0) return NONE_FREE;
  const uint32_t number = pool->numbers[pool->free_count - 1];
  LOCK(pool);
  pool->free_count -= 1;
  pool->is_lent[number] = 1;
  memset(pool->blocks[number], 0, BLOCK_BYTES);
  *block = pool->blocks[number];
  UNLOCK(pool);
  return 0;
}
