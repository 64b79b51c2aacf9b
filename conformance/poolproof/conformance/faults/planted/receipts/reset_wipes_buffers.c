/* A reset of the receipts also zeroes the buffers that are lent. */
#include "../../sound/parts.h"

static void reset_and_wipe(bp_pool *pool) {
  sound_reset_receipts(pool);
  memset(pool->storage, 0, pool->soa_capacity * sizeof(bp_soa));
}

#define RESET_RECEIPTS reset_and_wipe

#include "../../sound/pool.c"
