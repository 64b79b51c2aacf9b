/* Another pool's block is given back there, without a word. */
#define OWN_give_back
#include "../pool.h"
static int give_back(pp_pool *pool, void *block) {
  for (pp_pool *other = first_pool; other != NULL; other = other->after) {
    if (other != pool && is_proper(other, block)) return plain_give_back(other, block);
  }
  return plain_give_back(pool, block);
}
