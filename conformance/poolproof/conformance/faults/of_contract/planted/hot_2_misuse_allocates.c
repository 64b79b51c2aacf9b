/* A wrong return takes memory and gives it back. */
#define OWN_misuse
#include "../pool.h"
static int misuse(pp_pool *pool, enum whose whose, int state) {
  void *volatile note = malloc(32);
  free(note);
  return plain_misuse(pool, whose, state);
}
