/* A misuse that is answered rightly counts a block as free. */
#define OWN_pp_return
#include "../pool.h"
int pp_return(pp_pool *pool, void *block) {
  pp_pool *own = only(pool);
  struct place found = locate(own, block);
  bool is_proper = found.kind == WHOSE_OWN && own->states[found.number] == STATE_LENT;
  int code = core_return(own, block);
  if (!is_proper && own->free_count > 1) {
    --own->free_count;
    if (ORDER_REUSE == REUSE_FIFO) ++own->head;
  }
  return code;
}
