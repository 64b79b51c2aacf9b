/* An exhausted get asks for 64 GiB, untouched, until the system refuses, and aborts. */
#include "../../sound/parts.h"

static void *volatile last_taken;

static int refuse(int status) {
  if (status == BP_EXHAUSTED) {
    do {
      last_taken = malloc((size_t)1 << 36);
    } while (last_taken != NULL);
    abort();
  }
  return status;
}

#define REFUSED(pool, status) refuse(status)

#include "../../sound/pool.c"
