/* A refused return zeroes the first buffer that is lent. */
#include "../../sound/parts.h"

static int refuse_and_wipe(bp_pool *pool, int status) {
  for (uint32_t index = 0; status == BP_NOT_OWNED && index < pool->soa_capacity; index++) {
    if (pool->lent[index]) {
      memset(sound_buffer_at(pool, index), 0, sizeof(bp_soa));
      break;
    }
  }
  return status;
}

#define REFUSED refuse_and_wipe

#include "../../sound/pool.c"
