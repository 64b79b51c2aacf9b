/* Only the block that came back last is known for free: another is taken back once more. */
#define POOL_FIELDS void *last;
#define OWN_give_back
#include "../pool.h"
static int give_back(pp_pool *pool, void *block) {
  struct place found = locate(pool, block);
  const bool is_free = found.kind == WHOSE_OWN && pool->states[found.number] == STATE_RETURNED;
  if (is_free && block != pool->last) return 0;
  if (is_proper(pool, block)) pool->last = block;
  return plain_give_back(pool, block);
}
