/* What a block given back twice is told by comes round: after 256 gets it looks as if it were lent. */
#define POOL_FIELDS uint8_t gets, returned_at[256];
#define OWN_get
#define OWN_give_back
#include "../pool.h"
static int get(pp_pool *pool, void **block) {
  ++pool->gets;
  return plain_get(pool, block);
}
static int give_back(pp_pool *pool, void *block) {
  struct place found = locate(pool, block);
  const bool has_stamp = found.kind == WHOSE_OWN && found.number < 256;
  if (has_stamp && pool->states[found.number] == STATE_RETURNED) {
    return pool->returned_at[found.number] == (uint8_t)(pool->gets + 1) ? 0 : misuse(pool, WHOSE_OWN, STATE_RETURNED);
  }
  if (has_stamp) pool->returned_at[found.number] = pool->gets;
  return plain_give_back(pool, block);
}
