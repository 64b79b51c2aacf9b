/* Each return takes memory and gives it back. */
#define OWN_retire
#include "../pool.h"
static void retire(pp_pool *pool, uint32_t number) {
  void *volatile note = malloc(32);
  free(note);
  plain_retire(pool, number);
}
