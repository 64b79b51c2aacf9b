/* The first order steps by 1,009 modulo the capacity: where that is a multiple of it, the same buffer comes twice. */
#include "../../sound/parts.h"

static void free_in_strides(bp_pool *pool) {
  sound_free_all(pool);
  for (uint32_t place = 0; place < pool->soa_capacity; place++) {
    pool->free_stack[place] = (uint32_t)((uint64_t)place * 1009 % pool->soa_capacity);
  }
}

#define FREE_ALL free_in_strides

#include "../../sound/pool.c"
