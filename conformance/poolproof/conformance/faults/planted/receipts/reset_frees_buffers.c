/* A reset of the receipts also takes back every buffer. */
#include "../../sound/parts.h"

static void reset_everything(bp_pool *pool) {
  sound_free_all(pool);
  sound_reset_receipts(pool);
}

#define RESET_RECEIPTS reset_everything

#include "../../sound/pool.c"
