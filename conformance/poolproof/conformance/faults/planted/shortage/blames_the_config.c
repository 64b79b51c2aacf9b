/* Where a large pool can't map its memory, the config is called invalid. */
#include <sys/mman.h>

#define EXTRA_STATE void *mapped;
#include "../../sound/parts.h"

enum { LARGE = 4096, BYTES = 1 << 20 };
static int could_not_map;

static bp_pool *allocate_and_map(bp_config config) {
  could_not_map = 0;
  bp_pool *pool = sound_allocate(config);
  if (pool == NULL || config.receipt_capacity <= LARGE) return pool;
  pool->mapped = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pool->mapped != MAP_FAILED) return pool;
  could_not_map = 1;
  sound_release(pool);
  return NULL;
}

static void unmap_and_release(bp_pool *pool) {
  if (pool->mapped != NULL) munmap(pool->mapped, BYTES);
  sound_release(pool);
}

#define ALLOCATE allocate_and_map
#define NO_MEMORY_STATUS (could_not_map ? BP_INVALID_CONFIG : BP_NO_MEMORY)
#define RELEASE(pool) ((pool) != NULL ? unmap_and_release(pool) : (void)0)

#include "../../sound/pool.c"
