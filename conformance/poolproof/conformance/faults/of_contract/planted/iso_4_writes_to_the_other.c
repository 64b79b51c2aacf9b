/* A get writes into the first block of another pool. */
#define OWN_prepare
#include "../pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  const pp_pool *other = first_pool == pool ? pool->after : first_pool;
  if (other != NULL) block_at(other, 0)[0] ^= 1;
}
