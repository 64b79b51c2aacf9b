/* The third misuse that should be answered ends the process. */
#define POOL_FIELDS uint32_t misuses;
#define OWN_misuse
#include "../pool.h"
static int misuse(pp_pool *pool, enum whose whose, int state) {
  if (++pool->misuses == 3) abort();
  return plain_misuse(pool, whose, state);
}
