/* What is lent is counted beside the lock, or the word: when two threads count at once, one is not counted. */
#define POOL_FIELDS volatile size_t counted;
#define OWN_shared_get
#define OWN_shared_give_back
#define OWN_pp_used
#define OWN_pp_free
#define OWN_pp_clear
#include "../pool.h"
static int shared_get(pp_pool *pool, void **block) {
  const int code = plain_shared_get(pool, block);
  if (code == 0) pool->counted = pool->counted + 1;
  return code;
}
static int shared_give_back(pp_pool *pool, void *block) {
  const int code = plain_shared_give_back(pool, block);
  if (code == 0) pool->counted = pool->counted - 1;
  return code;
}
size_t pp_used(const pp_pool *pool) { return looked_at(pool, COUNTS_USED)->counted; }
size_t pp_free(const pp_pool *pool) {
  const pp_pool *own = looked_at(pool, COUNTS_FREE);
  return own->capacity - own->counted;
}
void pp_clear(pp_pool *pool) {
  promised(HAS_CLEAR);
  core_clear(only(pool));
  only(pool)->counted = 0;
}
