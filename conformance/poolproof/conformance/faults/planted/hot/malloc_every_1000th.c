/* Every thousandth get takes scratch memory from the heap. */
#define EXTRA_STATE uint32_t gets;
#include "../../sound/parts.h"

static void *volatile scratch;

static void use_scratch_rarely(bp_pool *pool) {
  if (++pool->gets % 1000 == 0) {
    scratch = malloc(64);
    free(scratch);
  }
}

#define AFTER_GET(pool, buffer) use_scratch_rarely(pool)

#include "../../sound/pool.c"
