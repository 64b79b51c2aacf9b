/* How long a process may take that was started for one step. */
#ifndef POOLPROOF_ENDING_WATCH_H
#define POOLPROOF_ENDING_WATCH_H

#include <stdbool.h>
#include <stdint.h>

enum { ENDING_WATCH_NANOSECONDS = 20000000 };

struct ending_watch {
  uint64_t began_ns;
  uint64_t quiet_since_ns; /* it computes nothing, and could */
  uint64_t used_ns;        /* processor time */
  bool is_suspect;
};

/* `is_suspect`: another step has hung before. It is given less time then. */
struct ending_watch ending_watch_begin(bool is_suspect);

/* Whether the process has computed, or slept, longer than any operation does. */
bool ending_watch_hangs(struct ending_watch *watch, uint32_t process);

/* Whether so much time has gone by. */
bool ending_watch_is_over(const struct ending_watch *watch, uint32_t milliseconds);

#endif
