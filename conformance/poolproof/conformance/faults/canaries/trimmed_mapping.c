/* The storage is cut out of a mapping that is longer, so that it begins at a multiple of 8 KiB, and fills its last page. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>

#define POOL_NAME "trimmed mapping"
#define EXTRA_STATE size_t kept_bytes;
#include "../sound/parts.h"

#define PAGE ((size_t)sysconf(_SC_PAGESIZE))
#define BOUNDARY ((size_t)8192)

static void unmap(uint8_t *from, const uint8_t *to) {
  if (to > from) {
    munmap(from, (size_t)(to - from));
  }
}

static bp_pool *allocate_trimmed(bp_config config) {
  const size_t kept = (storage_bytes(config) + PAGE - 1) / PAGE * PAGE, spare = PAGE < BOUNDARY ? BOUNDARY : 0;
  bp_pool *pool = (bp_pool *)calloc(1, sizeof *pool);
  void *mapping = mmap(NULL, kept + spare, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pool == NULL || mapping == MAP_FAILED) {
    if (mapping != MAP_FAILED) {
      munmap(mapping, kept + spare);
    }
    free(pool);
    return NULL;
  }
  uint8_t *first = (uint8_t *)mapping;
  uint8_t *storage = first + (BOUNDARY - (uintptr_t)first % BOUNDARY) % BOUNDARY;
  unmap(first, storage);
  unmap(storage + kept, first + kept + spare);
  memset(storage, 0xFF, kept); /* to the end of the page: all of it was given */
  pool->kept_bytes = kept;
  adopt_storage(pool, config, storage);
  return pool;
}

static void release_trimmed(bp_pool *pool) {
  if (pool != NULL) {
    munmap(pool->storage, pool->kept_bytes);
    free(pool);
  }
}

#define ALLOCATE allocate_trimmed
#define RELEASE release_trimmed
#include "../sound/pool.c"
