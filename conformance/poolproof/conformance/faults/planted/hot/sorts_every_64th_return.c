/* Every 64th return tidies up, for some ten thousand instructions. */
#define EXTRA_STATE uint32_t returns;
#include "../../sound/parts.h"

static void put_and_tidy(bp_pool *pool, uint32_t index) {
  sound_put_free(pool, index);
  if (++pool->returns % 64 == 0) {
    for (volatile int step = 0; step < 3000; step++) {
    }
  }
}

#define PUT_FREE put_and_tidy

#include "../../sound/pool.c"
