#include "orders.h"

#include <stdbool.h>
#include <string.h>

#include "../interleaving/monitor.h"
#include "callers.h"

enum { KNOWN_AT_MOST = 4096, TRIES = 16, ANSWERS_AT_MOST = 1 + CONTEXTS * EVENTS_KEPT / 2 };

/* What each thread was answered, one after the other: most rounds come to one of a few. */
struct answers {
  uint32_t count;
  unsigned char said[ANSWERS_AT_MOST];
};

static struct answers known[KNOWN_AT_MOST];
static uint64_t known_count;

uint64_t orders_seen(void) { return known_count; }

static void gather(struct answers *answers, bool with_look) {
  answers->count = 0;
  answers->said[answers->count++] = with_look;
  for (uint32_t i = 0; i < job.callers + with_look; ++i) {
    for (uint64_t k = 1; k < callers[i].event_count; k += 2) answers->said[answers->count++] = callers[i].events[k].answer;
  }
}

static struct answers *place_of(const struct answers *answers, bool *is_known) {
  uint64_t hash = UINT64_C(0xCBF29CE484222325);
  for (uint32_t i = 0; i < answers->count; ++i) hash = (hash ^ answers->said[i]) * UINT64_C(0x100000001B3);
  *is_known = false;
  for (uint64_t i = 0; i < TRIES; ++i) {
    struct answers *place = &known[(hash + i) % KNOWN_AT_MOST];
    if (place->count == 0) return place;
    *is_known = place->count == answers->count && memcmp(place->said, answers->said, answers->count) == 0;
    if (*is_known) return place;
  }
  return NULL;
}

/* One operation, call and answer. False: nothing explains it here. */
static bool takes(const struct caller *caller, uint64_t operation) {
  violation = (struct violation){0};
  events[0] = caller->events[2 * operation];
  events[1] = caller->events[2 * operation + 1];
  event_count = 2;
  monitor_take_events();
  return violation.wrong == WRONG_NOTHING;
}

static bool takes_look(void) {
  const struct caller *look = &callers[job.callers];
  for (uint64_t i = 0; i < look->event_count / 2; ++i) {
    if (!takes(look, i)) return false;
  }
  return true;
}

static bool explain(uint64_t done[CALLERS_AT_MOST], bool with_look) {
  const struct state before = now;
  bool all_done = true;
  for (uint32_t i = 0; i < job.callers; ++i) {
    if (2 * done[i] >= callers[i].event_count) continue;
    all_done = false;
    ++done[i];
    const bool is_explained = takes(&callers[i], done[i] - 1) && explain(done, with_look);
    --done[i];
    now = before;
    if (is_explained) return true;
  }
  if (!all_done || !with_look) return all_done;
  const bool is_explained = takes_look();
  now = before;
  return is_explained;
}

static bool is_explained(bool follows_order, bool with_look) {
  const bool follows = job.follows_order;
  uint64_t done[CALLERS_AT_MOST] = {0};
  job.follows_order = follows_order;
  monitor_begin();
  const bool is_so = explain(done, with_look);
  job.follows_order = follows;
  return is_so;
}

void orders_judge(bool with_look) {
  struct answers answers;
  bool is_known;
  gather(&answers, with_look);
  struct answers *place = place_of(&answers, &is_known);
  if (is_known) return;
  if (is_explained(job.follows_order, with_look)) {
    if (place != NULL) *place = answers;
    ++known_count;
    return;
  }
  if (unfit[0] != '\0') return;
  const bool is_order = job.follows_order && is_explained(false, with_look);
  const uint32_t thread = with_look ? job.callers : 0;
  callers_find((struct finding){{is_order ? WRONG_ORDER : WRONG_ANSWER, thread, -1, 0}, -1, with_look});
}
