/* Each refusal is written to the standard error. */
#include <stdio.h>

#include "../../sound/parts.h"

static int refuse(int status) {
  fprintf(stderr, "pool: refused with status %d\n", status);
  return status;
}

#define REFUSED(pool, status) refuse(status)

#include "../../sound/pool.c"
