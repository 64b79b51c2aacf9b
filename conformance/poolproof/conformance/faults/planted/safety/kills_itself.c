/* A pool that has no more receipts sends its process SIGKILL. */
#include <signal.h>

#include "../../sound/parts.h"

static int refuse(int status) {
  if (status == BP_RECEIPTS_EXHAUSTED) {
    raise(SIGKILL);
  }
  return status;
}

#define REFUSED(pool, status) refuse(status)

#include "../../sound/pool.c"
