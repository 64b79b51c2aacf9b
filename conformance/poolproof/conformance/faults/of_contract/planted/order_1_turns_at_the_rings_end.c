/* A ring in which two blocks change places where it wraps around, if there are just these two in it. */
#define OWN_come_back
#include "../pool.h"
static void come_back(pp_pool *pool, uint32_t number) {
  plain_come_back(pool, number);
  if (pool->free_count != 2 || pool->head != pool->limit - 2) return;
  uint32_t first = *in_order(pool, 0);
  *in_order(pool, 0) = *in_order(pool, 1);
  *in_order(pool, 1) = first;
}
