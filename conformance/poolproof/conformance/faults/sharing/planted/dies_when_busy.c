#include "spin.h"
#define OWN_RETURN
#include "frame.h"

int pp_return(pp_pool *pool, void *block) {
  if (atomic_exchange(&pool->lock, 1)) abort();
  const int status = plain_return(pool, block);
  UNLOCK(pool);
  return status;
}
