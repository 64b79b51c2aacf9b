/* A get that finds nothing takes memory and gives it back. */
#define OWN_grow
#include "../pool.h"
static bool grow(pp_pool *pool) {
  void *volatile note = malloc(32);
  free(note);
  return plain_grow(pool);
}
