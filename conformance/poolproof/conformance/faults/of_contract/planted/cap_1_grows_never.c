/* What finds nothing free is refused, and no memory is asked for. */
#define OWN_grow
#define OWN_exhausted
#include "../pool.h"
static bool grow(pp_pool *pool) {
  (void)pool;
  return false;
}
static int exhausted(pp_pool *pool) {
  (void)pool;
  return ANY_REFUSAL;
}
