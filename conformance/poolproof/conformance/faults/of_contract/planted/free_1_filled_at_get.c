/* A block is filled when it is lent again, and not at its return. */
#define OWN_retire
#define OWN_prepare
#include "../pool.h"
static void retire(pp_pool *pool, uint32_t number) {
  (void)pool;
  (void)number;
}
static void prepare(pp_pool *pool, uint32_t number) {
  memset(block_at(pool, number), WHILE_FREE_BYTE, BLOCK_SIZE);
  plain_prepare(pool, number);
}
