/* The first return turns the never-lent blocks round that are left. */
#define OWN_come_back
#include "../pool.h"
static void swap(uint32_t *one, uint32_t *other) {
  uint32_t kept = *one;
  *one = *other;
  *other = kept;
}
static void come_back(pp_pool *pool, uint32_t number) {
  static pp_pool *seen;
  if (seen != pool && pool->lent_count == 1 && pool->free_count > 2) {
    uint32_t last = pool->free_count - 1;
    for (uint32_t place = 0; place < last - place; ++place) swap(in_order(pool, place), in_order(pool, last - place));
    seen = pool;
  }
  plain_come_back(pool, number);
}
