/* Refused returns are counted in 16 bits with a sign; when the count is below 0, a refused return swaps the two on top. */
#include <stdint.h>

#define EXTRA_STATE int16_t refused;
#include "../../sound/parts.h"

static int count_refusal(bp_pool *pool, int status) {
  if (status != BP_NOT_OWNED) {
    return status;
  }
  pool->refused = (int16_t)(uint16_t)((uint16_t)pool->refused + 1);
  if (pool->refused < 0 && pool->free_count > 1) {
    uint32_t *top = &pool->free_stack[pool->free_count - 1];
    const uint32_t second = top[-1];
    top[-1] = *top;
    *top = second;
  }
  return status;
}

#define REFUSED count_refusal

#include "../../sound/pool.c"
