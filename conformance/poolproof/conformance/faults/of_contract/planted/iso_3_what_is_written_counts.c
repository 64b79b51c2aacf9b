/* A block whose first byte its holder made 0xFF is not taken back into the pool. */
#define OWN_come_back
#define OWN_retire
#include "../pool.h"
static bool is_marked;
static void retire(pp_pool *pool, uint32_t number) {
  is_marked = block_at(pool, number)[0] == 0xFF;
  plain_retire(pool, number);
}
static void come_back(pp_pool *pool, uint32_t number) {
  if (!is_marked) {
    plain_come_back(pool, number);
  } else {
    pool->is_free[number] = 0;
  }
}
