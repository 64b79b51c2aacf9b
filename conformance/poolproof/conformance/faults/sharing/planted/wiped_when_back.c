/* A block is wiped as it comes back, but only when it is free again. */
#include "spin.h"
#define OWN_RETURN
#define OWN_GET
#include "frame.h"

int pp_get(pp_pool *pool, void **block) {
  *block = NULL;
  LOCK(pool);
  if (pool->free_count == 0) {
    UNLOCK(pool);
    return NONE_FREE;
  }
  const uint32_t number = pool->numbers[--pool->free_count];
  pool->is_lent[number] = 1;
  UNLOCK(pool);
  *block = pool->blocks[number];
  return 0;
}

int pp_return(pp_pool *pool, void *block) {
  LOCK(pool);
  const int status = plain_return(pool, block);
  UNLOCK(pool);
  if (status == 0) memset(block, 0, BLOCK_BYTES);
  return status;
}
