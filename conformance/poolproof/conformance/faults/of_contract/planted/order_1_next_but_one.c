/* Every third block that comes back changes places with the one before it. */
#define OWN_come_back
#include "../pool.h"
static void swap(uint32_t *one, uint32_t *other) {
  uint32_t kept = *one;
  *one = *other;
  *other = kept;
}
static void come_back(pp_pool *pool, uint32_t number) {
  static uint32_t returns;
  plain_come_back(pool, number);
  if (pool->free_count < 2 || ++returns % 3 != 0) return;
  uint32_t last = ORDER_REUSE == REUSE_FIFO ? pool->free_count - 2 : 0;
  swap(in_order(pool, last), in_order(pool, last + 1));
}
