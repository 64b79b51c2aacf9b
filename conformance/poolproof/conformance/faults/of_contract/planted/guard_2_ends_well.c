/* A size that is too large ends the process as if all were well. */
#include <unistd.h>
#define OWN_too_large
#include "../pool.h"
static int too_large(pp_pool *pool) {
  (void)pool;
  _exit(0);
}
