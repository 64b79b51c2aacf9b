/* A return ignores a broken pipe from then on. */
#include <signal.h>
#define OWN_retire
#include "../pool.h"
static void retire(pp_pool *pool, uint32_t number) {
  plain_retire(pool, number);
  signal(SIGPIPE, SIG_IGN);
}
