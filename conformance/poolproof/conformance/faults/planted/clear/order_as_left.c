/* Clear returns what is lent, one by one, and leaves the rest in the order it has. */
#include "../../sound/parts.h"

static void return_all_that_is_lent(bp_pool *pool) {
  for (uint32_t index = 0; index < pool->soa_capacity; index++) {
    if (pool->lent[index]) {
      sound_put_free(pool, index);
    }
  }
  sound_reset_receipts(pool);
}

#define CLEAR_ALL return_all_that_is_lent

#include "../../sound/pool.c"
