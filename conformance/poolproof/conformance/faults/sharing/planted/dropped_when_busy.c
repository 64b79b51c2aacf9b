/* Who finds the lock taken gives the block up. */
#include "spin.h"
#define OWN_RETURN
#include "frame.h"

int pp_return(pp_pool *pool, void *block) {
  if (atomic_exchange(&pool->lock, 1)) {
    atomic_store((_Atomic uint8_t *)&pool->is_lent[number_of(pool, block)], 0);
    return 0;
  }
  const int status = plain_return(pool, block);
  UNLOCK(pool);
  return status;
}
