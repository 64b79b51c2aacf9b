/* A block that is free is taken back once more without a word. */
#define OWN_misuse
#include "../pool.h"
static int misuse(pp_pool *pool, enum whose whose, int state) {
  return whose == WHOSE_OWN ? 0 : plain_misuse(pool, whose, state);
}
