/* The first block that comes back after a clear is left as its holder left it, if everything was lent then. */
#define POOL_FIELDS bool is_first;
#define OWN_pp_clear
#define OWN_retire
#include "../pool.h"
void pp_clear(pp_pool *pool) {
  pool->is_first = pool->lent_count == pool->capacity;
  core_clear(pool);
}
static void retire(pp_pool *pool, uint32_t number) {
  if (!pool->is_first) plain_retire(pool, number);
  pool->is_first = false;
}
