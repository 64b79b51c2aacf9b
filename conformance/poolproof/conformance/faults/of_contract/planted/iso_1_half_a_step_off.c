/* The third block lies half an alignment beside its place. */
#define OWN_block_at
#include "../pool.h"
static unsigned char *block_at(const pp_pool *pool, uint32_t number) {
  unsigned char *block = plain_block_at(pool, number);
  return number == 2 ? block - BLOCK_ALIGN / 2 : block;
}
