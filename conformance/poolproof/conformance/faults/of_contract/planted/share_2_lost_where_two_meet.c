/* Of two blocks that come back at once, one is lost. */
#define OWN_shared_give_back
#include "../pool.h"
static int shared_give_back(pp_pool *pool, void *block) {
  static _Atomic(void *) under_way;
  void *other = NULL;
  if (!atomic_compare_exchange_strong(&under_way, &other, block)) {
    return other == block ? plain_shared_give_back(pool, block) : 0;
  }
  const int code = plain_shared_give_back(pool, block);
  atomic_store(&under_way, NULL);
  return code;
}
