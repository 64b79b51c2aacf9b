/* An address inside a block that is lent gives that block back. */
#define OWN_give_back
#include "../pool.h"
static int give_back(pp_pool *pool, void *block) {
  struct place found = locate(pool, block);
  if (found.kind != WHOSE_INTERIOR || pool->states[found.number] != STATE_LENT) return plain_give_back(pool, block);
  return plain_give_back(pool, block_at(pool, found.number));
}
