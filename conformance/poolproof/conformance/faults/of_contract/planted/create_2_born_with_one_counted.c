/* A new pool says that one block is in use. */
#define OWN_fill_order
#include "../pool.h"
static void fill_order(pp_pool *pool) {
  plain_fill_order(pool);
  if (!pool->was_cleared) pool->lent_count = 1;
}
