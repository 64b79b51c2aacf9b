/* A wrong return counts as a return. */
#define OWN_misuse
#include "../pool.h"
static int misuse(pp_pool *pool, enum whose whose, int state) {
  if (pool->lent_count != 0) --pool->lent_count;
  return plain_misuse(pool, whose, state);
}
