/* What it finds in the cache of another thread it takes in one step. */
#define STEAL(kept) atomic_exchange(kept, 0)
#include "caches.h"
