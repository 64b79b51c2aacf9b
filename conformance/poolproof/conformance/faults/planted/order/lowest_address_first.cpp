// The free buffers are a heap ordered by address, not a stack.
#include <algorithm>
#include <functional>

#include "../../sound/parts.h"

static void put_by_address(bp_pool *pool, uint32_t index) {
  sound_put_free(pool, index);
  std::sort(pool->free_stack, pool->free_stack + pool->free_count, std::greater<uint32_t>());
}

#define PUT_FREE put_by_address

#include "../../sound/pool.c"
