/* One more block than there are can be lent. */
#define POOL_FIELDS void *one_more;
#define OWN_get
#include "../pool.h"
static int get(pp_pool *pool, void **block) {
  if (pool->lent_count < pool->capacity || pool->one_more != NULL) return plain_get(pool, block);
  pool->one_more = *block = take_memory(BLOCK_ALIGN, BLOCK_STRIDE);
  if (AT_GET == FILL_BYTE) memset(*block, AT_GET_BYTE, BLOCK_SIZE);
  return 0;
}
