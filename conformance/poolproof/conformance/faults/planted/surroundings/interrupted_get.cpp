// A get takes an errno of EINTR, whoever left it, for its own interruption, and starts again from the bottom of the stack.
#include <cerrno>

#include "../../sound/parts.h"

static uint32_t take_free_again(bp_pool *pool) {
  if (errno == EINTR && pool->free_count > 1) {
    const uint32_t top = pool->free_stack[pool->free_count - 1];
    pool->free_stack[pool->free_count - 1] = pool->free_stack[0];
    pool->free_stack[0] = top;
  }
  return sound_take_free(pool);
}

#define TAKE_FREE take_free_again

#include "../../sound/pool.c"
