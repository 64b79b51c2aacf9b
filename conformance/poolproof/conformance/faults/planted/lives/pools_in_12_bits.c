/* The pools of a process are counted in 12 bits, and the one at which the count comes round begins with a receipt in use. */
#include <stdint.h>

#include "../../sound/parts.h"

static uint32_t pools;

static void count_pool(bp_pool *pool) {
  pools = (pools + 1) % 4096;
  pool->receipts_in_use = pools == 0;
}

#define AFTER_CREATE(pool) count_pool(pool)

#include "../../sound/pool.c"
