/* A get that finds nothing counts as a block in use. */
#define OWN_grow
#include "../pool.h"
static bool grow(pp_pool *pool) {
  bool grown = plain_grow(pool);
  pool->lent_count += !grown;
  return grown;
}
