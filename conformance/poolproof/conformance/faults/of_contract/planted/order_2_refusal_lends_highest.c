/* After a get that finds nothing, the highest of two free blocks is lent once. */
#define POOL_FIELDS bool turned;
#define OWN_exhausted
#define OWN_next
#include "../pool.h"
static int exhausted(pp_pool *pool) {
  pool->turned = true;
  return plain_exhausted(pool);
}
static uint32_t next(pp_pool *pool) {
  if (!pool->turned || pool->free_count != 2) return plain_next(pool);
  pool->turned = false;
  uint32_t lowest = lowest_free(pool);
  const uint8_t *other = memchr(pool->is_free + lowest + 1, 1, pool->capacity - lowest - 1);
  --pool->free_count;
  return (uint32_t)(other - pool->is_free);
}
