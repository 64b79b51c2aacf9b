/* Each refused double return loses a free buffer, and the books hide it. */
#define EXTRA_STATE uint32_t forgotten;
#include "../../sound/parts.h"

static bp_usage usage_without_the_forgotten(const bp_pool *pool) {
  bp_usage usage = sound_usage_of(pool);
  usage.soa_in_use -= pool->forgotten; /* so that the books look right */
  return usage;
}

static void free_all_and_remember(bp_pool *pool) {
  sound_free_all(pool);
  pool->forgotten = 0;
}

#define USAGE_OF usage_without_the_forgotten
#define FREE_ALL free_all_and_remember

static int refuse(bp_pool *pool, int status) {
  if (status == BP_NOT_IN_USE && pool->free_count > 0) {
    pool->free_count--;
    pool->forgotten++;
  }
  return status;
}

#define REFUSED refuse

#include "../../sound/pool.c"
