/* The storage is mapped between two pages that nobody may touch, and ends where the second begins. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>

#define POOL_NAME "guarded mapping"
#define EXTRA_STATE \
  uint8_t *mapping; \
  size_t mapping_bytes;
#include "../sound/parts.h"

#define PAGE ((size_t)sysconf(_SC_PAGESIZE))

static bp_pool *allocate_guarded(bp_config config) {
  const size_t inner_bytes = (storage_bytes(config) + PAGE - 1) / PAGE * PAGE;
  bp_pool *pool = (bp_pool *)calloc(1, sizeof *pool);
  if (pool == NULL) {
    return NULL;
  }
  pool->mapping_bytes = inner_bytes + 2 * PAGE;
  void *mapping = mmap(NULL, pool->mapping_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) {
    free(pool);
    return NULL;
  }
  pool->mapping = (uint8_t *)mapping;
  if (mprotect(pool->mapping + PAGE, inner_bytes, PROT_READ | PROT_WRITE) != 0) {
    munmap(mapping, pool->mapping_bytes);
    free(pool);
    return NULL;
  }
  memset(pool->mapping + PAGE, 0, inner_bytes);
  adopt_storage(pool, config, pool->mapping + PAGE + inner_bytes - storage_bytes(config));
  return pool;
}

static void release_mapping(bp_pool *pool) {
  if (pool != NULL) {
    munmap(pool->mapping, pool->mapping_bytes);
    free(pool);
  }
}

#define ALLOCATE allocate_guarded
#define RELEASE release_mapping
#include "../sound/pool.c"
