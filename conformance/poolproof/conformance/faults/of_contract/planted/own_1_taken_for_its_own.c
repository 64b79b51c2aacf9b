/* An address that is none of the pool's blocks is answered as if it had been taken back. */
#define OWN_misuse
#include "../pool.h"
static int misuse(pp_pool *pool, enum whose whose, int state) {
  return whose == WHOSE_OWN ? plain_misuse(pool, whose, state) : 0;
}
