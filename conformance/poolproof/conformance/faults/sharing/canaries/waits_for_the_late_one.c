/* Where a return is under way, it waits for it. */
#define SEEMS_EMPTY \
  if (atomic_load(&pool->puts) == at) return NONE_FREE;
#include "ring.h"
