/* The second block begins one alignment too early, in the first. */
#define OWN_block_at
#include "../pool.h"
static unsigned char *block_at(const pp_pool *pool, uint32_t number) {
  return plain_block_at(pool, number) - (number == 1 ? BLOCK_ALIGN : 0);
}
