#include "spin.h"
#define OWN_RETURN
#include "frame.h"

int pp_return(pp_pool *pool, void *block) {
  LOCK(pool);
  const int status = plain_return(pool, block);
  if (status == 0) UNLOCK(pool);
  return status;
}
