/* Whether the block is lent is looked at before the lock is taken: of two returns both are taken. */
#include "spin.h"
#define OWN_RETURN
#include "frame.h"

int pp_return(pp_pool *pool, void *block) {
  const uint32_t number = number_of(pool, block);
  if (!*(volatile uint8_t *)&pool->is_lent[number]) return NOT_LENT;
  LOCK(pool);
  pool->is_lent[number] = 0;
  pool->numbers[pool->free_count++ % BLOCKS] = number;
  UNLOCK(pool);
  return 0;
}
