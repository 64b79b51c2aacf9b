/* One owner sees a stack. Another thread finds what the first one returned last only when nothing else is left. */
#include "spin.h"
#undef FIELDS
#define FIELDS       \
  atomic_int lock;   \
  const void *owner; \
  uint32_t slot;
#define OWN_GET
#define OWN_RETURN
#define OWN_USED
#include "frame.h"

static _Thread_local char self;

int pp_get(pp_pool *pool, void **block) {
  LOCK(pool);
  int status = 0;
  if (pool->slot != 0 && (pool->owner == &self || pool->free_count == 0)) {
    const uint32_t number = pool->slot - 1;
    pool->slot = 0;
    pool->is_lent[number] = 1;
    *block = memset(pool->blocks[number], 0, BLOCK_BYTES);
  } else {
    status = plain_get(pool, block);
  }
  UNLOCK(pool);
  return status;
}

int pp_return(pp_pool *pool, void *block) {
  const uint32_t number = number_of(pool, block);
  LOCK(pool);
  if (!pool->is_lent[number]) {
    UNLOCK(pool);
    return NOT_LENT;
  }
  if (pool->slot != 0) pool->numbers[pool->free_count++] = pool->slot - 1;
  pool->is_lent[number] = 0;
  pool->slot = number + 1;
  pool->owner = &self;
  UNLOCK(pool);
  return 0;
}

size_t pp_used(const pp_pool *shared) {
  pp_pool *pool = (pp_pool *)(uintptr_t)shared;
  LOCK(pool);
  const size_t used = pool->count - pool->free_count - (pool->slot != 0);
  UNLOCK(pool);
  return used;
}
