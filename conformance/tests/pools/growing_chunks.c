/* A sound pool of blockpool.h that grows: chunks of blocks, each as large as the first, and a list of what is free. */
#include <stdlib.h>

#include "blockpool.h"

enum { BLOCK_BYTES = 48, CHUNKS_AT_MOST = 1 << 16 };

struct cell {
  struct cell *next;
  unsigned char rest[BLOCK_BYTES - sizeof(struct cell *)];
};
struct pp_pool {
  struct cell *free, *chunks[CHUNKS_AT_MOST];
  uint32_t chunk_count, cells_of_chunk;
};

static void put(pp_pool *pool, struct cell *cell) {
  cell->next = pool->free;
  pool->free = cell;
}

static void put_all(pp_pool *pool, uint32_t chunk) {
  for (uint32_t i = pool->cells_of_chunk; i-- > 0;) put(pool, &pool->chunks[chunk][i]);
}

static int grow(pp_pool *pool) {
  struct cell *chunk = malloc(pool->cells_of_chunk * sizeof *chunk);
  if (chunk == NULL || pool->chunk_count == CHUNKS_AT_MOST) return free(chunk), -12;
  pool->chunks[pool->chunk_count] = chunk;
  put_all(pool, pool->chunk_count++);
  return 0;
}

int pp_create(const pp_config *config, pp_pool **out) {
  *out = calloc(1, sizeof **out);
  if (*out == NULL) return -12;
  (*out)->cells_of_chunk = config->block_count;
  if (grow(*out) == 0) return 0;
  free(*out);
  *out = NULL;
  return -12;
}

void pp_destroy(pp_pool *pool) {
  for (uint32_t chunk = 0; chunk < pool->chunk_count; ++chunk) free(pool->chunks[chunk]);
  free(pool);
}

int pp_get(pp_pool *pool, void **block) {
  *block = NULL;
  if (pool->free == NULL && grow(pool) != 0) return -12;
  struct cell *cell = pool->free;
  pool->free = cell->next;
  *block = cell;
  return 0;
}

int pp_return(pp_pool *pool, void *block) { return put(pool, block), 0; }

void pp_clear(pp_pool *pool) {
  pool->free = NULL;
  for (uint32_t chunk = pool->chunk_count; chunk-- > 0;) put_all(pool, chunk);
}
