/* A double return aborts the process. */
#include "../../sound/parts.h"

static int refuse(int status) {
  if (status == BP_NOT_IN_USE) {
    abort();
  }
  return status;
}

#define REFUSED(pool, status) refuse(status)

#include "../../sound/pool.c"
