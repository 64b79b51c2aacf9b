/* One buffer that is lent stays lent. */
#include "../../sound/parts.h"

static void clear_all_but_one(bp_pool *pool) {
  uint32_t kept = NOT_A_BUFFER;
  for (uint32_t index = 0; index < pool->soa_capacity; index++) {
    kept = pool->lent[index] ? index : kept;
  }
  sound_free_all(pool);
  sound_reset_receipts(pool);
  if (kept != NOT_A_BUFFER) {
    const uint32_t place = pool->soa_capacity - 1 - kept;
    memmove(pool->free_stack + place, pool->free_stack + place + 1, kept * sizeof *pool->free_stack);
    pool->free_count--;
    pool->lent[kept] = 1;
  }
}

#define CLEAR_ALL clear_all_but_one

#include "../../sound/pool.c"
