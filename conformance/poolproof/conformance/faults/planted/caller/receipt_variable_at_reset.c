/* A reset writes NULL into the variable in which the newest receipt was handed out. */
#define EXTRA_STATE bp_receipt **newest;
#include "../../sound/parts.h"

static void reset_newest(bp_pool *pool) {
  sound_reset_receipts(pool);
  if (pool->newest != NULL) {
    *pool->newest = NULL;
  }
  pool->newest = NULL;
}

#define RESET_RECEIPTS reset_newest
#define bp_get_receipt get_receipt
#include "../../sound/pool.c"
#undef bp_get_receipt

int bp_get_receipt(bp_pool *pool, bp_receipt **out) {
  const int status = get_receipt(pool, out);
  if (status == BP_OK) {
    pool->newest = out;
  }
  return status;
}
