/* The lowest free block, as far as one word of 64 marks goes: of those beyond it, the highest. */
#define OWN_next
#include "../pool.h"
static uint32_t next(pp_pool *pool) {
  const uint32_t number = plain_next(pool);
  for (uint32_t higher = pool->capacity; number >= 64 && higher-- > number;) {
    if (pool->is_free[higher]) return higher;
  }
  return number;
}
