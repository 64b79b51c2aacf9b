#include <ck_ring.h>
#include <stdlib.h>

#include "blockpool.h"

struct pp_pool {
  ck_ring_t free;
  ck_ring_buffer_t slots[32];
  char blocks[31][64];
};

int pp_create(const pp_config *config, pp_pool **out) {
  if ((*out = aligned_alloc(64, sizeof **out)) == NULL) return 1;
  ck_ring_init(&(*out)->free, 32);
  for (size_t i = 0; i < config->block_count; i++) pp_return(*out, (*out)->blocks[i]);
  return 0;
}
void pp_destroy(pp_pool *pool) { free(pool); }
int pp_get(pp_pool *pool, void **out) { return !ck_ring_dequeue_spsc(&pool->free, pool->slots, out) && (*out = NULL, 1); }
int pp_return(pp_pool *pool, void *block) { return !ck_ring_enqueue_spsc(&pool->free, pool->slots, block); }
