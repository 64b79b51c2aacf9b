/* An exhausted get blocks every signal and hangs. */
#include <signal.h>
#include <unistd.h>

#include "../../sound/parts.h"

static int refuse(int status) {
  if (status == BP_EXHAUSTED) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    for (;;) {
      pause();
    }
  }
  return status;
}

#define REFUSED(pool, status) refuse(status)

#include "../../sound/pool.c"
