/* Every operation dawdles for more than a thousand instructions: far from fast, and within the limit. */
#define POOL_NAME "slow but bounded"
#include "../sound/parts.h"

static void dawdle(void) {
  for (volatile int step = 0; step < 200; step++) {
  }
}

#define BEFORE_OPERATION(pool) ((void)(pool), dawdle())
#include "../sound/pool.c"
