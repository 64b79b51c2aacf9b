/* Of 4,096 clears, one does nothing. */
#define POOL_FIELDS uint32_t clears;
#define OWN_pp_clear
#include "../pool.h"
void pp_clear(pp_pool *pool) {
  pp_pool *own = only(pool);
  if (++own->clears % 4096 != 0) core_clear(own);
}
