/* A block that is free is refused with another code. */
#define OWN_misuse
#include "../pool.h"
static int misuse(pp_pool *pool, enum whose whose, int state) {
  int code = plain_misuse(pool, whose, state);
  return whose != WHOSE_OWN ? code : code == 6 ? 7 : 6;
}
