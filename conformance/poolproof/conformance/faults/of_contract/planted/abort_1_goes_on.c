/* What should end the process is ignored. */
#define OWN_pp_return
#include "../pool.h"
int pp_return(pp_pool *pool, void *block) {
  pp_pool *own = only(pool);
  struct place found = locate(own, block);
  return found.kind == WHOSE_OWN && own->states[found.number] == STATE_LENT ? core_return(own, block) : 0;
}
