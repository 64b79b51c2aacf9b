/* Create maps 1 MiB beside its storage, and destroy unmaps it. */
#include <sys/mman.h>

#define EXTRA_STATE void *mapping;
#include "../../sound/parts.h"

#define MAPPING_BYTES ((size_t)1 << 20)

static void map(bp_pool *pool) {
  pool->mapping = mmap(NULL, MAPPING_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void unmap_and_release(bp_pool *pool) {
  if (pool != NULL) {
    munmap(pool->mapping, MAPPING_BYTES);
    sound_release(pool);
  }
}

#define AFTER_CREATE map
#define RELEASE unmap_and_release

#include "../../sound/pool.c"
