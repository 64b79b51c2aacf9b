/* When nothing is free, as many are told as fit into 32 bits. */
#define OWN_pp_free
#include "../pool.h"
size_t pp_free(const pp_pool *pool) {
  size_t count = core_free(looked_at(pool, COUNTS_FREE));
  return count == 0 ? UINT32_MAX : count;
}
