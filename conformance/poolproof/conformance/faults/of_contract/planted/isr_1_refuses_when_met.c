/* An interrupt that meets a get is told that none is free. */
#define OWN_shared_get
#include "../pool.h"
static int shared_get(pp_pool *pool, void **block) {
  static volatile bool is_met;
  *block = NULL;
  if (is_met) return exhausted(pool);
  is_met = true;
  const int code = plain_shared_get(pool, block);
  is_met = false;
  return code;
}
