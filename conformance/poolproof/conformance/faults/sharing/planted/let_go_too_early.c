/* The lock is let go of before the list is right. */
#include "spin.h"
#define OWN_RETURN
#include "frame.h"

int pp_return(pp_pool *pool, void *block) {
  const uint32_t number = number_of(pool, block);
  LOCK(pool);
  if (!pool->is_lent[number]) {
    UNLOCK(pool);
    return NOT_LENT;
  }
  pool->is_lent[number] = 0;
  const uint32_t place = pool->free_count++;
  UNLOCK(pool);
  pool->numbers[place] = number;
  return 0;
}
