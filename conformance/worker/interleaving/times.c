/* What the time is, for the subject: it goes round, as where an instruction reads it (points.c), or a run would not repeat. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "contexts.h"
#include "state.h"

enum { TIMES = 4, SECONDS_A_STEP = 1 << 20, FIRST_SECONDS = 1 << 30 };

#define EXPORTED __attribute__((visibility("default")))

static time_t seconds_of_subject(void) {
  const int thread = contexts_running();
  now.times_read[thread] = (uint8_t)((now.times_read[thread] + 1) % TIMES);
  return FIRST_SECONDS + (time_t)now.times_read[thread] * SECONDS_A_STEP;
}

EXPORTED int clock_gettime(clockid_t clock, struct timespec *time) {
  if (!contexts_in_subject()) return (int)syscall(SYS_clock_gettime, clock, time);
  *time = (struct timespec){seconds_of_subject(), 0};
  return 0;
}

EXPORTED int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  if (!contexts_in_subject()) return (int)syscall(SYS_gettimeofday, time, zone);
  *time = (struct timeval){seconds_of_subject(), 0};
  return 0;
}

EXPORTED time_t time(time_t *out) {
  struct timespec read = {0, 0};
  clock_gettime(CLOCK_REALTIME, &read);
  if (out != NULL) *out = read.tv_sec;
  return read.tv_sec;
}
