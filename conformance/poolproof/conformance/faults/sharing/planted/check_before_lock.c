/* Whether one is free is looked at before the lock is taken. */
#include "spin.h"
#define OWN_GET
#include "frame.h"

int pp_get(pp_pool *pool, void **block) {
  *block = NULL;
  if (*(volatile uint32_t *)&pool->free_count == 0) return NONE_FREE;
  LOCK(pool);
  const uint32_t number = pool->numbers[--pool->free_count % BLOCKS] % BLOCKS;
  pool->is_lent[number] = 1;
  memset(pool->blocks[number], 0, BLOCK_BYTES);
  UNLOCK(pool);
  *block = pool->blocks[number];
  return 0;
}
