#define _GNU_SOURCE
#include "watch.h"

#include <time.h>

#include "../platform/platform.h"
#include "callers.h"

enum { ASLEEP_LOOKS = 60, UNREADABLE_LOOKS = 600 };
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

/* In how many looks it must be found asleep; 0: it is not, or it wakes by itself. */
static uint32_t looks_asleep(int thread) {
  const enum thread_sleep sleep = process_thread_sleep(thread);
  return sleep == SLEEP_UNTIL_WOKEN ? ASLEEP_LOOKS : sleep == SLEEP_UNKNOWN ? UNREADABLE_LOOKS : 0;
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
