/* From the 500th refused return on, a refused return turns the free stack over. */
#define EXTRA_STATE uint32_t refused_returns;
#include "../../sound/parts.h"

enum { PATIENCE = 500 };

static int refuse_and_turn_over(bp_pool *pool, int status) {
  const int is_of_a_return = status == BP_NOT_OWNED || status == BP_NOT_IN_USE;
  if (is_of_a_return && ++pool->refused_returns >= PATIENCE) {
    for (uint32_t low = 0, high = pool->free_count; low + 1 < high; low++) {
      const uint32_t other = pool->free_stack[--high];
      pool->free_stack[high] = pool->free_stack[low];
      pool->free_stack[low] = other;
    }
  }
  return status;
}

#define REFUSED refuse_and_turn_over

#include "../../sound/pool.c"
