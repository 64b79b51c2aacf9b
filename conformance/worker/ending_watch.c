#define _GNU_SOURCE
#include "ending_watch.h"

#include <time.h>

#include "platform/platform.h"

enum {
  NANOSECONDS_OF_A_SECOND = 1000000000,
  NANOSECONDS_OF_A_MILLISECOND = 1000000,
  PROCESSOR_MILLISECONDS = 500,
  PROCESSOR_MILLISECONDS_OF_SUSPECTS = 100,
  QUIET_MILLISECONDS = 2000,
  QUIET_MILLISECONDS_OF_SUSPECTS = 200
};

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * NANOSECONDS_OF_A_SECOND + (uint64_t)now.tv_nsec;
}

struct ending_watch ending_watch_begin(bool is_suspect) {
  uint64_t now = now_ns();
  return (struct ending_watch){.began_ns = now, .quiet_since_ns = now, .is_suspect = is_suspect};
}

bool ending_watch_hangs(struct ending_watch *watch, uint32_t process) {
  const uint64_t now = now_ns(), used = process_used_ns(process);
  const uint64_t quiet_ms = watch->is_suspect ? QUIET_MILLISECONDS_OF_SUSPECTS : QUIET_MILLISECONDS;
  const uint64_t used_ms = watch->is_suspect ? PROCESSOR_MILLISECONDS_OF_SUSPECTS : PROCESSOR_MILLISECONDS;
  if (used != watch->used_ns || process_is_runnable(process)) watch->quiet_since_ns = now;
  watch->used_ns = used;
  return used > used_ms * NANOSECONDS_OF_A_MILLISECOND || now - watch->quiet_since_ns > quiet_ms * NANOSECONDS_OF_A_MILLISECOND;
}

bool ending_watch_is_over(const struct ending_watch *watch, uint32_t milliseconds) {
  return now_ns() - watch->began_ns > (uint64_t)milliseconds * NANOSECONDS_OF_A_MILLISECOND;
}
