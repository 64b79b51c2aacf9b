/* It tries, and hands the processor over in between. */
#include <sched.h>

#define FIELDS atomic_flag lock;
#define LOCK(pool) \
  while (atomic_flag_test_and_set(&(pool)->lock)) sched_yield()
#define UNLOCK(pool) atomic_flag_clear(&(pool)->lock)
#include "frame.h"
