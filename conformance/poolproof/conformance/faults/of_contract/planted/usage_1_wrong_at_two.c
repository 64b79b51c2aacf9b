/* While two blocks are lent, the counters are one off. */
#define OWN_pp_free
#define OWN_pp_used
#define OWN_pp_capacity
#include "../pool.h"
static size_t off(const pp_pool *pool) { return pool->lent_count == 2; }
size_t pp_free(const pp_pool *pool) {
  const pp_pool *own = looked_at(pool, COUNTS_FREE);
  return core_free(own) - off(own);
}
size_t pp_used(const pp_pool *pool) {
  const pp_pool *own = looked_at(pool, COUNTS_USED);
  return core_used(own) + off(own);
}
size_t pp_capacity(const pp_pool *pool) {
  const pp_pool *own = looked_at(pool, COUNTS_CAPACITY);
  return core_capacity(own) - off(own);
}
