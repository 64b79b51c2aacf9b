/* A get that finds nothing is refused, and the process goes on. */
#define OWN_exhausted
#include "../pool.h"
static int exhausted(pp_pool *pool) {
  (void)pool;
  return ANY_REFUSAL;
}
