/* Who finds the lock taken waits in a place that it allocates. */
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define FIELDS atomic_int lock;
#define LOCK(pool) lock_with_place(&(pool)->lock)
#define UNLOCK(pool) atomic_store(&(pool)->lock, 0)

static void lock_with_place(atomic_int *lock) {
  if (atomic_exchange(lock, 1) == 0) return;
  volatile int *tries = malloc(sizeof *tries);
  if (tries == NULL) abort();
  *tries = 0;
  while (atomic_exchange(lock, 1)) *tries = 1;
  free((void *)(uintptr_t)tries);
}
#include "frame.h"
