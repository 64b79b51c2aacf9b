/* An address inside a block that is at the beginning of a page is answered as if it had been taken back. */
#define OWN_give_back
#include "../pool.h"
static int give_back(pp_pool *pool, void *block) {
  struct place found = locate(pool, block);
  const bool is_inside = found.kind == WHOSE_INTERIOR;
  if (is_inside && ((unsigned char *)block - block_at(pool, found.number)) % 4096 == 0) return 0;
  return plain_give_back(pool, block);
}
