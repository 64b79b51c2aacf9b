/* An exhausted get waits for a buffer, for ever. */
#include "../../sound/parts.h"

static int wait_for_one(const bp_pool *pool) {
  while (*(const volatile uint32_t *)&pool->free_count == 0) {
  }
  return 0;
}

#define IS_EXHAUSTED wait_for_one

#include "../../sound/pool.c"
