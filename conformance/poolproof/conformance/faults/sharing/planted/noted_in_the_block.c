/* A link in a free block is taken out when the block is lent, outside the lock: what its holder left is put back too late. */
#include "spin.h"
#undef FIELDS
#define FIELDS     \
  atomic_int lock; \
  unsigned char first_bytes[BLOCKS];
#define OWN_GET
#define OWN_RETURN
#include "frame.h"

int pp_get(pp_pool *pool, void **block) {
  *block = NULL;
  LOCK(pool);
  const bool is_there = pool->free_count != 0;
  if (is_there) {
    const uint32_t number = pool->numbers[--pool->free_count];
    pool->is_lent[number] = 1;
    pool->blocks[number][0] = pool->first_bytes[number];
    *block = pool->blocks[number];
  }
  UNLOCK(pool);
  return is_there ? 0 : NONE_FREE;
}

int pp_return(pp_pool *pool, void *block) {
  const uint32_t number = number_of(pool, block);
  LOCK(pool);
  const int status = plain_return(pool, block);
  UNLOCK(pool);
  pool->first_bytes[number] = pool->blocks[number][0];
  pool->blocks[number][0] = 0;
  return status;
}
