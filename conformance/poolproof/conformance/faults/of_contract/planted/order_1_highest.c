/* The free block that lies highest is lent. */
#define OWN_next
#include "../pool.h"
static uint32_t next(pp_pool *pool) {
  for (uint32_t number = pool->capacity; number-- > 0;) {
    if (!pool->is_free[number]) continue;
    --pool->free_count;
    return number;
  }
  return plain_next(pool);
}
