/* A get that finds nothing turns the order of the next returns round. */
#define POOL_FIELDS bool turned;
#define OWN_exhausted
#define OWN_come_back
#include "../pool.h"
static void swap(uint32_t *one, uint32_t *other) {
  uint32_t kept = *one;
  *one = *other;
  *other = kept;
}
static int exhausted(pp_pool *pool) {
  pool->turned = true;
  return plain_exhausted(pool);
}
static void come_back(pp_pool *pool, uint32_t number) {
  plain_come_back(pool, number);
  if (!pool->turned || pool->free_count < 2) return;
  uint32_t last = ORDER_REUSE == REUSE_FIFO ? pool->free_count - 2 : 0;
  swap(in_order(pool, last), in_order(pool, last + 1));
}
