/* A take that finds nothing leaves an address in *record. */
#define OWN_pp_take
#include "../pool.h"
int pp_take(pp_pool *pool, void **record) {
  pp_pool *own = only(pool);
  int code = core_take(own, record);
  if (code != 0) *record = record_at(own, 0);
  return code;
}
