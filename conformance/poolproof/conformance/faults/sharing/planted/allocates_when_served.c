/* Who had to wait for the lock, and gets a block, notes that in a place that it allocates. */
#include "spin.h"
#define OWN_GET
#include "frame.h"

int pp_get(pp_pool *pool, void **block) {
  bool has_waited = false;
  while (atomic_exchange(&pool->lock, 1)) has_waited = true;
  const int status = plain_get(pool, block);
  UNLOCK(pool);
  if (has_waited && status == 0) {
    volatile int *note = malloc(sizeof *note);
    if (note != NULL) *note = 1;
    free((void *)(uintptr_t)note);
  }
  return status;
}
