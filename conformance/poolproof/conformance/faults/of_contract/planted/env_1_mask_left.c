/* A get that finds nothing leaves a signal blocked. */
#include <signal.h>
#define OWN_exhausted
#include "../pool.h"
static int exhausted(pp_pool *pool) {
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, SIGUSR2);
  sigprocmask(SIG_BLOCK, &one, NULL);
  return plain_exhausted(pool);
}
