/* Each return calls the system. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>
#define OWN_retire
#include "../pool.h"
static void retire(pp_pool *pool, uint32_t number) {
  syscall(SYS_getppid);
  plain_retire(pool, number);
}
