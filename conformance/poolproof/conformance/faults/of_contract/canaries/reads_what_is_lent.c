/* Every operation reads through all blocks, lent or not, and its answer comes of none of it. */
#define OWN_next
#define OWN_retire
#include "../pool.h"
static volatile unsigned char seen;
static void read_all(const pp_pool *pool) {
  const uint32_t some = pool->capacity < 64 ? pool->capacity : 64;
  for (uint32_t number = 0; number < some; ++number) seen ^= block_at(pool, number)[BLOCK_SIZE - 1];
}
static uint32_t next(pp_pool *pool) {
  read_all(pool);
  return plain_next(pool);
}
static void retire(pp_pool *pool, uint32_t number) {
  read_all(pool);
  plain_retire(pool, number);
}
