/* A get that finds the pool exhausted blocks SIGTERM for the time being, and returns without letting it through again. */
#include <signal.h>

#include "../../sound/parts.h"

static int refuse(int status) {
  if (status == BP_EXHAUSTED) {
    sigset_t all;
    sigemptyset(&all);
    sigaddset(&all, SIGTERM);
    sigprocmask(SIG_BLOCK, &all, NULL);
  }
  return status;
}

#define REFUSED(pool, status) refuse(status)

#include "../../sound/pool.c"
