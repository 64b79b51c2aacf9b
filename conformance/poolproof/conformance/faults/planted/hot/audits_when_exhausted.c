/* An exhausted get audits every receipt before it refuses. */
#include "../../sound/parts.h"

static int refuse_after_audit(bp_pool *pool, int status) {
  volatile uint64_t sum = 0;
  for (uint32_t index = 0; status == BP_EXHAUSTED && index < pool->receipt_capacity; index++) {
    sum += sound_receipt_at(pool, index)->id;
  }
  return status;
}

#define REFUSED refuse_after_audit

#include "../../sound/pool.c"
