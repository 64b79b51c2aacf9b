#include <ck_stack.h>
#include <stdlib.h>

#include "blockpool.h"

struct pp_pool {
  ck_stack_t free;
  char *blocks;
};

int pp_create(const pp_config *config, pp_pool **out) {
  pp_pool *pool = *out = aligned_alloc(64, sizeof *pool);
  if (pool == NULL || (pool->blocks = malloc(64ul * config->block_count)) == NULL) return free(pool), *out = NULL, 1;
  ck_stack_init(&pool->free);
  for (size_t i = 0; i < config->block_count; i++) pp_return(pool, pool->blocks + 64 * i);
  return 0;
}
void pp_destroy(pp_pool *pool) { free(pool->blocks), free(pool); }
int pp_get(pp_pool *pool, void **block) { return (*block = ck_stack_pop_npsc(&pool->free)) == NULL; }
int pp_return(pp_pool *pool, void *block) { return ck_stack_push_spnc(&pool->free, (ck_stack_entry_t *)block), 0; }
