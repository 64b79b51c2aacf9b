/* A size that is too large is refused, and the process goes on. */
#define OWN_too_large
#include "../pool.h"
static int too_large(pp_pool *pool) {
  (void)pool;
  return ANY_REFUSAL;
}
