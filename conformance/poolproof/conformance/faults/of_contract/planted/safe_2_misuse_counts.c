/* A misuse that is answered rightly loses a free block. */
#define OWN_misuse
#include "../pool.h"
static int misuse(pp_pool *pool, enum whose whose, int state) {
  if (pool->free_count > 1) pool->is_free[plain_next(pool)] = 0;
  return plain_misuse(pool, whose, state);
}
