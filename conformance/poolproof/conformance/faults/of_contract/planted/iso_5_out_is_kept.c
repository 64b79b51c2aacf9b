/* The variable that the block's address was written to is set to NULL by the next return. */
#define POOL_FIELDS void **where;
#define OWN_get
#define OWN_retire
#include "../pool.h"
static int get(pp_pool *pool, void **block) {
  int code = plain_get(pool, block);
  pool->where = code == 0 ? block : NULL;
  return code;
}
static void retire(pp_pool *pool, uint32_t number) {
  plain_retire(pool, number);
  if (pool->where != NULL) *pool->where = NULL;
  pool->where = NULL;
}
