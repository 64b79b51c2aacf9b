/* A queue that gives out the last instead of the first while just three blocks are free. */
#define OWN_next
#include "../pool.h"
static uint32_t next(pp_pool *pool) {
  if (pool->free_count != 3) return plain_next(pool);
  return *in_order(pool, --pool->free_count);
}
