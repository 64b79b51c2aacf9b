/* The number of free blocks is one too high for every 256 gets that were refused. */
#define POOL_FIELDS uint32_t refusals;
#define OWN_exhausted
#define OWN_pp_free
#include "../pool.h"
static int exhausted(pp_pool *pool) {
  ++pool->refusals;
  return plain_exhausted(pool);
}
size_t pp_free(const pp_pool *pool) {
  const pp_pool *own = looked_at(pool, COUNTS_FREE);
  return core_free(own) + own->refusals / 256;
}
