/* A get that finds nothing takes memory and gives it back. */
#define OWN_exhausted
#include "../pool.h"
static int exhausted(pp_pool *pool) {
  void *volatile note = malloc(32);
  free(note);
  return plain_exhausted(pool);
}
