/* A free block that came back holds what the pool left there, or the process ends: whoever writes to it is caught. */
#define POOL_FIELDS uint64_t retired[(COUNT_LAST + 63) / 64];
#define OWN_retire
#define OWN_prepare
#define OWN_fill_order
#include "../pool.h"
static void retire(pp_pool *pool, uint32_t number) {
  memset(block_at(pool, number), RUBBISH_FREE, BLOCK_SIZE);
  pool->retired[number / 64] |= UINT64_C(1) << number % 64;
}
static void prepare(pp_pool *pool, uint32_t number) {
  const unsigned char *block = block_at(pool, number);
  const bool is_known = pool->retired[number / 64] >> number % 64 & 1;
  for (size_t at = 0; is_known && at < BLOCK_SIZE; ++at) {
    if (block[at] != RUBBISH_FREE) abort();
  }
  plain_prepare(pool, number);
}
static void fill_order(pp_pool *pool) {
  memset(pool->retired, 0, sizeof pool->retired); /* what a clear took back may have been written to by its holder until then */
  plain_fill_order(pool);
}
