/* No interrupt comes while an operation has masked all signals. */
#include <signal.h>

#define LOCK(pool) \
  sigset_t before; \
  mask(&before)
#define UNLOCK(pool) unmask(&before)
#include <pthread.h>

static void mask(sigset_t *before) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, before);
}

static void unmask(const sigset_t *before) { pthread_sigmask(SIG_SETMASK, before, NULL); }

#include "frame.h"
