/* A block that is free is taken back once more without a word. */
#define OWN_pp_return
#include "../pool.h"
int pp_return(pp_pool *pool, void *block) {
  pp_pool *own = only(pool);
  struct place found = locate(own, block);
  return found.kind == WHOSE_OWN && own->states[found.number] != STATE_LENT ? 0 : core_return(own, block);
}
