/* A block that is given back twice is refused, and put among the free ones once more. */
#define OWN_misuse
#include "../pool.h"
static int misuse(pp_pool *pool, enum whose whose, int state) {
  if (whose == WHOSE_OWN && state == STATE_RETURNED && pool->free_count != 0 && pool->free_count < pool->limit) {
    push_front(pool, *in_order(pool, 0));
  }
  return plain_misuse(pool, whose, state);
}
