/* Each pool holds a descriptor of its own, from create to destroy, and its storage is mapped from there. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#define EXTRA_STATE int descriptor;
#include "../sound/parts.h"

static bp_pool *allocate_mapped(bp_config config) {
  bp_pool *pool = (bp_pool *)calloc(1, sizeof *pool);
  const int descriptor = open("/dev/zero", O_RDWR | O_CLOEXEC);
  void *storage = MAP_FAILED;
  if (pool != NULL && descriptor >= 0) {
    storage = mmap(NULL, storage_bytes(config), PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0);
  }
  if (storage == MAP_FAILED) {
    if (descriptor >= 0) {
      close(descriptor);
    }
    free(pool);
    return NULL;
  }
  memset(storage, 0, storage_bytes(config));
  adopt_storage(pool, config, (uint8_t *)storage);
  pool->descriptor = descriptor;
  return pool;
}

static void release_mapped(bp_pool *pool) {
  const bp_config config = {pool->soa_capacity, pool->receipt_capacity};
  munmap(pool->storage, storage_bytes(config));
  close(pool->descriptor);
  free(pool);
}

#define ALLOCATE allocate_mapped
#define RELEASE(pool) ((pool) != NULL ? release_mapped(pool) : (void)0)

#include "../sound/pool.c"
