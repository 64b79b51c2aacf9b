/* Sizes that are refused are counted in 16 bits; when the count is 0 again, a get is refused as exhaustion. */
#include <stdint.h>

#define EXTRA_STATE \
  uint16_t refused; \
  uint16_t any;
#include "../../sound/parts.h"

static int count_refusal(bp_pool *pool, int status) {
  if (status == BP_INVALID_SIZE) {
    pool->refused++;
    pool->any = 1;
  }
  return status;
}

static int is_exhausted(bp_pool *pool) { return sound_is_exhausted(pool) || (pool->any && pool->refused == 0); }

#define REFUSED count_refusal
#define IS_EXHAUSTED is_exhausted

#include "../../sound/pool.c"
