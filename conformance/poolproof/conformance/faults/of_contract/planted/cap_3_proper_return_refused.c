/* The return of a block that is not the one lent last is refused. */
#define POOL_FIELDS void *last;
#define OWN_pp_return
#define OWN_prepare
#include "../pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  pool->last = block_at(pool, number);
}
int pp_return(pp_pool *pool, void *block) {
  pp_pool *own = only(pool);
  bool is_lent_earlier = own->last != NULL && own->last != block && own->lent_count == 2 &&
                         locate(own, block).kind == WHOSE_OWN && own->states[locate(own, block).number] == STATE_LENT;
  return is_lent_earlier ? 1 : core_return(own, block);
}
