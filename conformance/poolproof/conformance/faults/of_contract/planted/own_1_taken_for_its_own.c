/* An address that is none of the pool's blocks is answered as if it had been taken back. */
#define OWN_pp_return
#include "../pool.h"
int pp_return(pp_pool *pool, void *block) {
  pp_pool *own = only(pool);
  return locate(own, block).kind == WHOSE_OWN ? core_return(own, block) : 0;
}
