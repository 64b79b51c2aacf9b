/* A get that finds nothing counts as a block in use. */
#define OWN_exhausted
#include "../pool.h"
static int exhausted(pp_pool *pool) {
  ++pool->lent_count;
  return plain_exhausted(pool);
}
