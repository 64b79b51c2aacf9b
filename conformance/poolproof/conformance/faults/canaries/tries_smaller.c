/* Create asks for its blocks with room to spare; where that is not to be had, for as much as it needs. */
#include "../sound/parts.h"

static void *with_room_to_spare(size_t bytes) {
  void *block = aligned_alloc(64, bytes + 4096);
  return block != NULL ? block : aligned_alloc(64, bytes);
}

static bp_pool *allocate_trying_smaller(bp_config config) {
  bp_pool *pool = (bp_pool *)calloc(1, sizeof *pool);
  uint8_t *storage = (uint8_t *)with_room_to_spare(storage_bytes(config));
  if (pool == NULL || storage == NULL) {
    free(pool);
    free(storage);
    return NULL;
  }
  memset(storage, 0, storage_bytes(config));
  adopt_storage(pool, config, storage);
  return pool;
}

#define ALLOCATE allocate_trying_smaller

#include "../sound/pool.c"
