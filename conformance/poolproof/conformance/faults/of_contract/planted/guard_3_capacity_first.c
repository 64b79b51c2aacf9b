/* Exhaustion is looked at first, the size after it. */
#define OWN_pp_get_sized
#include "../pool.h"
int pp_get_sized(pp_pool *pool, size_t size, void **block) {
  *block = NULL;
  pp_pool *own = only(pool);
  if (own->lent_count == own->capacity) return exhausted(own);
  return size_fits(size) ? get(own, block) : too_large(own);
}
