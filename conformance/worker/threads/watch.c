#define _GNU_SOURCE
#include "watch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "callers.h"

enum { LINE_AT_MOST = 512, PATH_AT_MOST = 64, ASLEEP_LOOKS = 60, UNREADABLE_LOOKS = 600, TIMEOUT_WORD = 4 };
static const double SPUN_SECONDS = 2.0;

struct watched {
  uint64_t did, round;
  double used_at_first, used;
  uint32_t asleep;
};

static struct watched watched[CONTEXTS];

static double used_by(const struct caller *caller) {
  struct timespec used = {0};
  clockid_t clock;
  if (pthread_getcpuclockid(caller->thread, &clock) == 0) clock_gettime(clock, &used);
  return (double)used.tv_sec + 1e-9 * (double)used.tv_nsec;
}

static bool read_line(int thread, const char *name, char *line) {
  char path[PATH_AT_MOST];
  snprintf(path, sizeof path, "/proc/self/task/%d/%s", thread, name);
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const ssize_t length = read(file, line, LINE_AT_MOST - 1);
  close(file);
  line[length > 0 ? length : 0] = '\0';
  return length > 0;
}

/* In how many looks it must be found asleep; 0: it is not, or it wakes by itself. Which call it sleeps in is not told
 * everywhere. */
static uint32_t looks_asleep(int thread) {
  char line[LINE_AT_MOST];
  if (!read_line(thread, "stat", line)) return 0;
  const char *name_end = strrchr(line, ')');
  if (name_end == NULL || strncmp(name_end, ") S", 3) != 0) return 0;
  if (!read_line(thread, "syscall", line)) return UNREADABLE_LOOKS;
  char *rest = line;
  unsigned long long words[TIMEOUT_WORD + 1];
  for (int i = 0; i <= TIMEOUT_WORD; ++i) words[i] = strtoull(rest, &rest, 0);
  return words[0] == SYS_futex && words[TIMEOUT_WORD] == 0 ? ASLEEP_LOOKS : 0;
}

static bool is_stuck(const struct caller *caller) {
  struct watched *one = &watched[caller->number];
  const uint64_t did = atomic_load_explicit(&caller->did, memory_order_relaxed);
  const uint64_t round = atomic_load_explicit(&caller->last_done, memory_order_relaxed);
  const double used = used_by(caller);
  if (did != one->did || round != one->round) *one = (struct watched){did, round, used, used, 0};
  const uint32_t wanted = used == one->used ? looks_asleep(caller->id) : 0;
  one->asleep = wanted != 0 ? one->asleep + 1 : 0;
  one->used = used;
  return (wanted != 0 && one->asleep >= wanted) || used - one->used_at_first >= SPUN_SECONDS;
}

bool watch_hangs(void) {
  const struct caller *spins = NULL, *sleeps = NULL;
  bool all_stuck = true;
  for (uint32_t i = 0; i < job.callers; ++i) {
    const struct caller *caller = &callers[i];
    if (!atomic_load_explicit(&caller->is_busy, memory_order_relaxed)) {
      watched[i] = (struct watched){0};
      continue;
    }
    all_stuck &= is_stuck(caller);
    if (watched[i].asleep != 0) sleeps = caller;
    if (watched[i].asleep == 0) spins = caller;
  }
  if (!all_stuck || (spins == NULL && sleeps == NULL)) return false;
  const struct caller *told = spins != NULL ? spins : sleeps;
  callers_find((struct finding){{spins != NULL ? WRONG_NO_END : WRONG_DEADLOCK, told->number, -1, 0}, -1, false});
  return true;
}
