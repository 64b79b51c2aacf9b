#include "spin.h"
#define OWN_GET
#include "frame.h"

int pp_get(pp_pool *pool, void **block) {
  LOCK(pool);
  const int status = plain_get(pool, block);
  if (status == 0) UNLOCK(pool);
  return status;
}
