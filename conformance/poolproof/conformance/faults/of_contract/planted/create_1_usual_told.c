/* The capacity that is told is the usual count, whatever was asked for. */
#define OWN_pp_capacity
#include "../pool.h"
size_t pp_capacity(const pp_pool *pool) {
  promised(pool != NULL);
  return BLOCK_COUNT;
}
