/* The return of a block that is not the one lent last is refused while two are lent. */
#define POOL_FIELDS void *last;
#define OWN_give_back
#define OWN_prepare
#include "../pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  pool->last = block_at(pool, number);
}
static int give_back(pp_pool *pool, void *block) {
  bool is_lent_earlier = pool->last != NULL && pool->last != block && pool->lent_count == 2 && is_proper(pool, block);
  return is_lent_earlier ? 1 : plain_give_back(pool, block);
}
