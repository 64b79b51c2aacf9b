/* A get that finds no block, and finds that another thread has just been there, allocates a note of it. */
#include "spin.h"
#undef FIELDS
#define FIELDS     \
  atomic_int lock; \
  _Atomic uint32_t inside;
#define OWN_GET
#include "frame.h"

int pp_get(pp_pool *pool, void **block) {
  const bool is_met = atomic_fetch_add(&pool->inside, 1) != 0;
  LOCK(pool);
  const int status = plain_get(pool, block);
  UNLOCK(pool);
  if (status != 0 && is_met) {
    char *volatile note = malloc(1);
    free(note);
  }
  atomic_fetch_sub(&pool->inside, 1);
  return status;
}
