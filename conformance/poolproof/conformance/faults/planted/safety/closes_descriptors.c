/* Resetting the receipts closes the process's file descriptors 3 to 1023. */
#include <unistd.h>

#define EXTRA_STATE int created;
#include "../../sound/parts.h"

static void reset_and_close(bp_pool *pool) {
  sound_reset_receipts(pool);
  for (int descriptor = 3; pool->created && descriptor < 1024; descriptor++) {
    close(descriptor);
  }
}

#define AFTER_CREATE(pool) ((pool)->created = 1)
#define RESET_RECEIPTS reset_and_close

#include "../../sound/pool.c"
