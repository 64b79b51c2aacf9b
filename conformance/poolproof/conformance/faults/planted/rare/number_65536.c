/* The free stack holds numbers of 16 bits: where there is a buffer of number 65,536, it is number 0. */
#include "../../sound/parts.h"

static uint32_t take_free_narrowed(bp_pool *pool) {
  const uint32_t index = (uint16_t)pool->free_stack[--pool->free_count];
  pool->lent[index] = 1;
  return index;
}

#define TAKE_FREE take_free_narrowed

#include "../../sound/pool.c"
