/* What it finds in the cache of another thread it takes in two steps: the owner comes in between. */
#define STEAL(kept) stolen_from(kept)
#include <stdatomic.h>
#include <stdint.h>

static uint32_t stolen_from(atomic_uint *kept) {
  const uint32_t number = atomic_load(kept);
  atomic_store(kept, 0);
  return number;
}

#include "caches.h"
