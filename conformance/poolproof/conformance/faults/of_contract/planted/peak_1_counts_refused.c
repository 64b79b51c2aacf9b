/* A get that finds nothing counts in the peak. */
#define OWN_exhausted
#include "../pool.h"
static int exhausted(pp_pool *pool) {
  pool->peak = pool->capacity + 1;
  return plain_exhausted(pool);
}
