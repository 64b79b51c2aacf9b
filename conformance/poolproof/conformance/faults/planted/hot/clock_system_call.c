/* Each receipt is stamped by a system call for the time. */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "../../sound/parts.h"

static uint32_t take_and_stamp(bp_pool *pool) {
  struct timespec now;
  syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
  return sound_take_receipt(pool);
}

#define TAKE_RECEIPT take_and_stamp

#include "../../sound/pool.c"
