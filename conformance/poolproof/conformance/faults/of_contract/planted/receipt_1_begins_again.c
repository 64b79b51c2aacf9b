/* Behind the last record comes the first again. */
#define OWN_pp_take
#include "../pool.h"
int pp_take(pp_pool *pool, void **record) {
  pp_pool *own = only(pool);
  if (own->records_used == RECORD_COUNT) own->records_used = 0;
  return core_take(own, record);
}
