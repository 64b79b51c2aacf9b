/* The storage is mapped at create and first touched when it is lent. */
#include <sys/mman.h>

#include "../../sound/parts.h"

static bp_pool *map_lazily(bp_config config) {
  bp_pool *pool = (bp_pool *)calloc(1, sizeof *pool);
  void *storage = mmap(NULL, storage_bytes(config), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pool == NULL || storage == MAP_FAILED) {
    free(pool);
    return NULL;
  }
  adopt_storage(pool, config, (uint8_t *)storage);
  return pool;
}

static void unmap(bp_pool *pool) {
  if (pool != NULL) {
    const bp_config capacities = {pool->soa_capacity, pool->receipt_capacity};
    munmap(pool->storage, storage_bytes(capacities));
    free(pool);
  }
}

#define ALLOCATE map_lazily
#define RELEASE unmap

#include "../../sound/pool.c"
