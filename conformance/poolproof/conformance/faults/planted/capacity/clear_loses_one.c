/* Every clear leaves a pool of one buffer less than created, and the books hide it. */
#define EXTRA_STATE uint32_t forgotten;
#include "../../sound/parts.h"

static bp_usage usage_without_the_forgotten(const bp_pool *pool) {
  bp_usage usage = sound_usage_of(pool);
  usage.soa_in_use -= pool->forgotten;
  return usage;
}

static void clear_all_but_one(bp_pool *pool) {
  sound_free_all(pool);
  sound_reset_receipts(pool);
  memmove(pool->free_stack, pool->free_stack + 1, (pool->free_count - 1) * sizeof *pool->free_stack);
  pool->free_count--;
  pool->forgotten = 1;
}

#define USAGE_OF usage_without_the_forgotten
#define CLEAR_ALL clear_all_but_one

#include "../../sound/pool.c"
