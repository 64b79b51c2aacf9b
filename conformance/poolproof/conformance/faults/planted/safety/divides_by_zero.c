/* The load factor is divided by the number of free buffers, also when there is none. */
#include "../../sound/parts.h"

static int is_exhausted(const bp_pool *pool) {
  volatile uint32_t lent_per_free = pool->soa_capacity / *(const volatile uint32_t *)&pool->free_count;
  (void)lent_per_free;
  return 0;
}

#define IS_EXHAUSTED is_exhausted

#include "../../sound/pool.c"
