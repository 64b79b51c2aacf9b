/* Create takes 256 KiB of scratch memory, and gives it back before it returns. */
#include "../../sound/parts.h"

#define SCRATCH_BYTES ((size_t)1 << 18)

static void scribble(bp_pool *pool) {
  (void)pool;
  uint8_t *volatile scratch = (uint8_t *)malloc(SCRATCH_BYTES);
  free(scratch);
}

#define AFTER_CREATE scribble

#include "../../sound/pool.c"
