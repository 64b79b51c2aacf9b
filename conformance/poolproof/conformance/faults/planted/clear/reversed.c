/* After clear the buffers come in the reverse of their first order. */
#include "../../sound/parts.h"

static void clear_in_reverse(bp_pool *pool) {
  sound_free_all(pool);
  sound_reset_receipts(pool);
  for (uint32_t place = 0; place < pool->soa_capacity; place++) {
    pool->free_stack[place] = place;
  }
}

#define CLEAR_ALL clear_in_reverse

#include "../../sound/pool.c"
