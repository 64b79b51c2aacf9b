/* Only a block that was never lent is made what it should be. */
#define OWN_prepare
#include "../pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  unsigned char *first = block_at(pool, number);
  const unsigned char kept = *first;
  const bool is_new = pool->creation[number] != (uint32_t)NOWHERE;
  plain_prepare(pool, number);
  if (!is_new) *first = kept;
  pool->creation[number] = NOWHERE;
}
