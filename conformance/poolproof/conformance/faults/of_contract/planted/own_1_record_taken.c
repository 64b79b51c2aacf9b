/* The return of a record is answered as if it had been taken back. */
#define OWN_misuse
#include "../pool.h"
static int misuse(pp_pool *pool, enum whose whose, int state) {
  return whose == WHOSE_RECORD ? 0 : plain_misuse(pool, whose, state);
}
