/* Who finds the lock taken says so, to whoever reads it. */
#include <unistd.h>

#define FIELDS atomic_int lock;
#define LOCK(pool) lock_and_tell(&(pool)->lock)
#define UNLOCK(pool) atomic_store(&(pool)->lock, 0)
#include <stdatomic.h>

static void lock_and_tell(atomic_int *lock) {
  if (atomic_exchange(lock, 1) == 0) return;
  static const char met[] = "two threads meet\n";
  const ssize_t told = write(2, met, sizeof met - 1);
  (void)told;
  while (atomic_exchange(lock, 1)) {
  }
}
#include "frame.h"
