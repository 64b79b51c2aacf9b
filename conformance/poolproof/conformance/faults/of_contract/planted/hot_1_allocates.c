/* Each get takes memory and gives it back. */
#define OWN_prepare
#include "../pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  void *volatile note = malloc(32);
  free(note);
  plain_prepare(pool, number);
}
