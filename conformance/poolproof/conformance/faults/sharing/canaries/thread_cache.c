/* Each thread keeps the block that it returned last. There are so many more blocks than promised that nobody runs out early. */
#include "spin.h"
#undef FIELDS
#define FIELDS     \
  atomic_int lock; \
  uint64_t life;
#define OWN_GET
#define OWN_RETURN
#define OWN_USED
#define OWN_BEGIN
#include "frame.h"

static _Atomic uint64_t lives;
static _Thread_local uint64_t owner; /* the life of the pool that the kept block is of: there is one at a time */
static _Thread_local uint32_t kept;  /* plus one */

static void begin(pp_pool *pool) {
  for (uint32_t i = 0; i < BLOCKS; ++i) pool->numbers[i] = i;
  pool->free_count = BLOCKS;
  pool->life = atomic_fetch_add(&lives, 1) + 1;
}

int pp_get(pp_pool *pool, void **block) {
  if (owner == pool->life && kept != 0) {
    *block = pool->blocks[kept - 1];
    kept = 0;
    return 0;
  }
  LOCK(pool);
  const int status = plain_get(pool, block);
  UNLOCK(pool);
  return status;
}

int pp_return(pp_pool *pool, void *block) {
  const uint32_t number = number_of(pool, block);
  if (owner != pool->life || kept == 0) {
    owner = pool->life;
    kept = number + 1;
    return 0;
  }
  LOCK(pool);
  pool->numbers[pool->free_count++] = number;
  UNLOCK(pool);
  return 0;
}
