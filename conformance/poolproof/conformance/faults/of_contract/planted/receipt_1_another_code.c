/* A take that finds nothing is answered with another code. */
#define OWN_pp_take
#include "../pool.h"
int pp_take(pp_pool *pool, void **record) {
  int code = core_take(only(pool), record);
  return code == 0 ? 0 : code ^ 1;
}
