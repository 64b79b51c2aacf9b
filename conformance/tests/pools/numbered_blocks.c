/* A sound pool of blockpool.h for any count and size: a stack of numbers, a mark for each lent block, every return checked. */
#include <stdlib.h>

#include "blockpool.h"

typedef uint32_t number_t;
struct pp_pool {
  uint32_t count, free_count;
  uint64_t bytes;
  number_t *stack;
  unsigned char *lent, *blocks;
};

void pp_destroy(pp_pool *pool) {
  free(pool->stack);
  free(pool->lent);
  free(pool->blocks);
  free(pool);
}

int pp_create(const pp_config *config, pp_pool **out) {
  *out = NULL;
  pp_pool *pool = calloc(1, sizeof *pool);
  if (pool == NULL) return -12;
  pool->count = config->block_count;
  pool->bytes = config->block_size;
  pool->stack = malloc(pool->count * sizeof *pool->stack);
  pool->lent = calloc(pool->count, 1);
  pool->blocks = malloc(pool->count * pool->bytes);
  if (pool->stack == NULL || pool->lent == NULL || pool->blocks == NULL) return pp_destroy(pool), -12;
  for (uint32_t i = 0; i < pool->count; ++i) pool->stack[i] = (number_t)(pool->count - 1 - i);
  pool->free_count = pool->count;
  *out = pool;
  return 0;
}

int pp_get(pp_pool *pool, void **block) {
  *block = NULL;
  if (pool->free_count == 0) return -11;
  const uint32_t number = pool->stack[--pool->free_count];
  pool->lent[number] = 1;
  *block = pool->blocks + number * pool->bytes;
  return 0;
}

int pp_return(pp_pool *pool, void *block) {
  const uint64_t offset = (uint64_t)((uintptr_t)block - (uintptr_t)pool->blocks), number = offset / pool->bytes;
  if (offset % pool->bytes != 0) return -22;
  if (pool->lent[number] == 0) return -16;
  pool->lent[number] = 0;
  pool->stack[pool->free_count++] = (number_t)number;
  return 0;
}
