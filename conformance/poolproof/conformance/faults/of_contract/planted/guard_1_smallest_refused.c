/* The smallest size is refused. */
#define OWN_pp_get_sized
#include "../pool.h"
int pp_get_sized(pp_pool *pool, size_t size, void **block) {
  *block = NULL;
  if (size == SIZE_SMALLEST) return ANY_REFUSAL + 9;
  return size_fits(size) ? get(only(pool), block) : too_large(only(pool));
}
