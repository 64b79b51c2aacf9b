#include <stdlib.h>
#include "blockpool.h"

union block { union block *next; unsigned char bytes[64]; };
struct pp_pool { union block *free, blocks[32]; };

int pp_return(pp_pool *pool, void *block) {
  ((union block *)block)->next = pool->free;
  pool->free = block;
  return 0;
}
int pp_create(const pp_config *config, pp_pool **out) {
  if ((*out = malloc(sizeof **out)) == NULL) return -12;
  (*out)->free = NULL;
  for (uint32_t i = config->block_count; i-- > 0;) pp_return(*out, &(*out)->blocks[i]);
  return 0;
}
void pp_destroy(pp_pool *pool) { free(pool); }
int pp_get(pp_pool *pool, void **block) {
  if ((*block = pool->free) == NULL) return -11;
  pool->free = pool->free->next;
  return 0;
}
