#define _GNU_SOURCE
#include "ending_watch.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
  NANOSECONDS_OF_A_SECOND = 1000000000,
  NANOSECONDS_OF_A_MILLISECOND = 1000000,
  PROCESSOR_MILLISECONDS = 500,
  PROCESSOR_MILLISECONDS_OF_SUSPECTS = 100,
  QUIET_MILLISECONDS = 2000,
  QUIET_MILLISECONDS_OF_SUSPECTS = 200,
  STAT_BYTES = 512,
  CLOCK_OF_PROCESS = 2 /* CPUCLOCK_SCHED: with a process id, the number of the clock of what that process computes */
};

static uint64_t time_of(clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now) != 0) return 0; /* the process is gone */
  return (uint64_t)now.tv_sec * NANOSECONDS_OF_A_SECOND + (uint64_t)now.tv_nsec;
}

static uint64_t used_by(uint32_t process) { return time_of((clockid_t)(~process << 3 | CLOCK_OF_PROCESS)); }

/* Which is no sleep. */
static bool waits_for_processor(uint32_t process) {
  char path[32], text[STAT_BYTES];
  snprintf(path, sizeof path, "/proc/%u/stat", process);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  text[length > 0 ? length : 0] = '\0';
  const char *behind_name = strrchr(text, ')');
  return behind_name != NULL && strncmp(behind_name, ") R", 3) == 0;
}

struct ending_watch ending_watch_begin(bool is_suspect) {
  uint64_t now = time_of(CLOCK_MONOTONIC);
  return (struct ending_watch){.began_ns = now, .quiet_since_ns = now, .is_suspect = is_suspect};
}

bool ending_watch_hangs(struct ending_watch *watch, uint32_t process) {
  const uint64_t now = time_of(CLOCK_MONOTONIC), used = used_by(process);
  const uint64_t quiet_ms = watch->is_suspect ? QUIET_MILLISECONDS_OF_SUSPECTS : QUIET_MILLISECONDS;
  const uint64_t used_ms = watch->is_suspect ? PROCESSOR_MILLISECONDS_OF_SUSPECTS : PROCESSOR_MILLISECONDS;
  if (used != watch->used_ns || waits_for_processor(process)) watch->quiet_since_ns = now;
  watch->used_ns = used;
  return used > used_ms * NANOSECONDS_OF_A_MILLISECOND || now - watch->quiet_since_ns > quiet_ms * NANOSECONDS_OF_A_MILLISECOND;
}

bool ending_watch_is_over(const struct ending_watch *watch, uint32_t milliseconds) {
  return time_of(CLOCK_MONOTONIC) - watch->began_ns > (uint64_t)milliseconds * NANOSECONDS_OF_A_MILLISECOND;
}

/* By its descriptor: to signal a process by a number lower than its own the worker is not allowed, see fence.c. */
void ending_watch_kill(uint32_t process) {
  int descriptor = (int)syscall(SYS_pidfd_open, process, 0);
  if (descriptor < 0) {
    kill((pid_t)process, SIGKILL);
    return;
  }
  syscall(SYS_pidfd_send_signal, descriptor, SIGKILL, NULL, 0);
  close(descriptor);
}
