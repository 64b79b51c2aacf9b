/* What a holder leaves in a block, the next one finds. */
#include "spin.h"
#define OWN_GET
#include "frame.h"

int pp_get(pp_pool *pool, void **block) {
  *block = NULL;
  LOCK(pool);
  const bool is_there = pool->free_count != 0;
  if (is_there) {
    const uint32_t number = pool->numbers[--pool->free_count];
    pool->is_lent[number] = 1;
    *block = pool->blocks[number];
  }
  UNLOCK(pool);
  return is_there ? 0 : NONE_FREE;
}
