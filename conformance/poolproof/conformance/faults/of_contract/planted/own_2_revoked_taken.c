/* A block that a clear took back is taken back once more. */
#define OWN_misuse
#include "../pool.h"
static int misuse(pp_pool *pool, enum whose whose, int state) {
  return whose == WHOSE_OWN && state == STATE_REVOKED ? 0 : plain_misuse(pool, whose, state);
}
