/* Exhaustion is answered with another code. */
#define OWN_exhausted
#include "../pool.h"
static int exhausted(pp_pool *pool) {
  (void)pool;
  return EXHAUSTED_CODE + 1 == 0 ? 1 : EXHAUSTED_CODE + 1;
}
