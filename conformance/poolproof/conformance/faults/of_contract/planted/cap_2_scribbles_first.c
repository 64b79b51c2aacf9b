/* A get that finds nothing writes into what is lent before it ends the process. */
#define OWN_exhausted
#include "../pool.h"
static int exhausted(pp_pool *pool) {
  memset(block_at(pool, 0), 0x11, BLOCK_SIZE);
  return plain_exhausted(pool);
}
