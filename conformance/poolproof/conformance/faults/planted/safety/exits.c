/* Returning a foreign address ends the process, with exit status 0. */
#include "../../sound/parts.h"

static int refuse(int status) {
  if (status == BP_NOT_OWNED) {
    exit(0);
  }
  return status;
}

#define REFUSED(pool, status) refuse(status)

#include "../../sound/pool.c"
