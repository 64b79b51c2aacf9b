/* Create takes, in one mapping, exactly the 147,456 bytes that the contract allows (and no less for a smaller pool). */
#define _GNU_SOURCE
#include <sys/mman.h>

#define POOL_NAME "brim-full"
#define EXTRA_STATE size_t mapping_bytes;
#include "../sound/parts.h"

#define ALLOWED ((size_t)147456)
#define HEADER ((size_t)128)

static bp_pool *allocate_all_that_is_allowed(bp_config config) {
  const size_t needed = HEADER + storage_bytes(config);
  const size_t bytes = needed < ALLOWED ? ALLOWED : needed;
  void *mapping = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) {
    return NULL;
  }
  memset(mapping, 0, bytes);
  bp_pool *pool = (bp_pool *)mapping;
  pool->mapping_bytes = bytes;
  adopt_storage(pool, config, (uint8_t *)mapping + HEADER);
  return pool;
}

static void release_mapping(bp_pool *pool) {
  if (pool != NULL) {
    munmap(pool, pool->mapping_bytes);
  }
}

#define ALLOCATE allocate_all_that_is_allowed
#define RELEASE release_mapping
#include "../sound/pool.c"
