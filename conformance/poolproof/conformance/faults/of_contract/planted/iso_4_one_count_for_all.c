/* While another pool lends blocks, what comes back is lost. */
#define OWN_come_back
#include "../pool.h"
static void come_back(pp_pool *pool, uint32_t number) {
  const pp_pool *other = first_pool == pool ? pool->after : first_pool;
  if (other != NULL && other->lent_count != 0) {
    pool->is_free[number] = 0;
  } else {
    plain_come_back(pool, number);
  }
}
