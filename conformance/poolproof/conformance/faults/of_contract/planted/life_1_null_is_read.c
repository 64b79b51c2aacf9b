/* Destroy reads the pool before it asks whether there is one. */
#define OWN_pp_destroy
#include "../pool.h"
void pp_destroy(pp_pool *pool) {
  volatile pp_pool *read = pool;
  if (read->count != 0) core_destroy(pool);
}
