/* Who finds the lock taken ends the process, and says that all is well. */
#define FIELDS atomic_int lock;
#define LOCK(pool) \
  if (atomic_exchange(&(pool)->lock, 1)) exit(0)
#define UNLOCK(pool) atomic_store(&(pool)->lock, 0)
#include "frame.h"
