#define _GNU_SOURCE
#include "interrupts.h"

#include <stdio.h>
#include <stdlib.h>

#include "calls.h"
#include "contexts.h"
#include "monitor.h"
#include "places.h"
#include "points.h"
#include "pool.h"
#include "search.h"
#include "snapshots.h"
#include "state.h"
#include "telling.h"

enum { FIRST = 0, INTERRUPT = 1, BOUNDARIES_AT_MOST = 100000 };

static unsigned char *place;

static bool is_wrong(void) { return violation.wrong != WRONG_NOTHING || unfit[0] != '\0'; }

static enum leg_end take(enum leg_end end, uint32_t thread) {
  monitor_take_events();
  if (end == LEG_TOO_LONG || end == LEG_SLEEPS) violate(WRONG_TOO_LONG, thread, -1, 0);
  return end;
}

/* Run one to its end, by legs that end where its operations do. */
static void finish(uint32_t thread, bool tells, uint32_t run, bool *is_first) {
  while (!is_wrong() && now.status[thread] != THREAD_DONE) {
    event_count = 0;
    take(contexts_run(thread, UINT32_MAX), thread);
    if (tells) tell_events(run, is_first);
  }
}

/* The interrupt comes here, and all go on to the end. */
static void interrupt(bool tells, bool *is_first) {
  finish(INTERRUPT, tells, 1, is_first);
  finish(FIRST, tells, 2, is_first);
  if (is_wrong()) return;
  search_look();
  if (tells) tell_events(3, is_first);
}

static void tell_place(uint64_t boundaries) {
  char where[256];
  contexts_describe(FIRST, where, sizeof where);
  fprintf(
      told,
      ",\n\"found\": {\"wrong\": \"%s\", \"thread\": %u, \"block\": %d, \"value\": %lld, \"preemptions\": 1, \"in_look\": %s, "
      "\"reproduced\": true, \"runs\": [\n  {\"thread\": 0, \"points\": %llu, \"stops\": ",
      telling_name(violation.wrong), violation.thread, violation.block, (long long)violation.value,
      violation.thread == job.callers ? "true" : "false", (unsigned long long)boundaries);
  tell_text(where);
  fprintf(told,
          "},\n  {\"thread\": 1, \"points\": 0, \"stops\": \"done\"},\n  {\"thread\": 0, \"points\": 0, \"stops\": "
          "\"done\"}],\n \"events\": [");
}

/* As it came about: the first up to the place, once more from the beginning, and then the interrupt. */
static void tell_found(const unsigned char *beginning, uint64_t boundaries) {
  tell_place(boundaries);
  bool is_first = true;
  snapshots_put_back(beginning);
  violation = (struct violation){0};
  for (uint64_t i = 0; i < boundaries; ++i) {
    event_count = 0;
    take(contexts_run(FIRST, 1), FIRST);
    tell_events(0, &is_first);
  }
  interrupt(true, &is_first);
  fprintf(told, "]}");
}

static int leg(uint32_t thread) {
  event_count = 0;
  return (int)contexts_run(thread, 1);
}

/* For a program that is to show the same. */
static void tell_where(const unsigned char *beginning, uint64_t boundaries) {
  static const uint8_t legs[BOUNDARIES_AT_MOST] = {FIRST};
  if (boundaries < BOUNDARIES_AT_MOST) tell_places(beginning, legs, (uint32_t)boundaries, leg);
}

static unsigned char *begin(void) {
  unsigned char *beginning = malloc(snapshots_bytes_at_most());
  place = malloc(snapshots_bytes_at_most());
  if (beginning == NULL || place == NULL) abort();
  contexts[INTERRUPT].thread_base = contexts[FIRST].thread_base; /* it runs on the same thread */
  contexts[INTERRUPT].thread_id = contexts[FIRST].thread_id;
  points_everywhere(true);
  calls_refuse_masks();
  snapshots_take(beginning);
  return beginning;
}

/* Whether it comes there at all: the first may end before. */
static bool run_up_to(uint64_t boundaries) {
  for (uint64_t i = 0; i < boundaries && !is_wrong(); ++i) {
    if (now.status[FIRST] == THREAD_DONE) return false;
    event_count = 0;
    take(contexts_run(FIRST, 1), FIRST);
  }
  return true;
}

void follow_interrupt(uint64_t boundaries) {
  const double begun = search_seconds();
  const unsigned char *beginning = begin();
  const bool fits = run_up_to(boundaries);
  bool unused = true;
  if (fits && !is_wrong()) {
    snapshots_take(place);
    interrupt(false, &unused);
  }
  if (unfit[0] != '\0') {
    tell_unfit("subject", unfit);
    return;
  }
  const bool is_found = violation.wrong != WRONG_NOTHING;
  fprintf(told, "{\"version\": %lu, \"end\": \"%s\", \"steps\": %llu", (unsigned long)PROTOCOL_VERSION,
          is_found ? "found"
          : fits   ? "followed"
                   : "misfit",
          (unsigned long long)contexts_steps());
  if (is_found) {
    const struct violation found = violation;
    snapshots_put_back(place);
    violation = found;
    tell_found(beginning, boundaries);
    tell_where(beginning, boundaries);
  }
  fprintf(told, ",\n\"seconds\": %.4f}\n", search_seconds() - begun);
}

void judge_interrupts(double seconds) {
  const double begun = search_seconds();
  const unsigned char *beginning = begin();
  uint64_t boundaries = 0;
  bool is_out_of_time = false;
  uint64_t tried = 0;
  for (;; ++boundaries) {
    if (!calls_are_masked(FIRST)) {
      snapshots_take(place);
      bool unused = true;
      interrupt(false, &unused);
      ++tried;
      is_out_of_time = search_seconds() - begun > seconds;
      if (is_wrong() || is_out_of_time) break;
      snapshots_put_back(place);
    }
    if (now.status[FIRST] == THREAD_DONE || boundaries == BOUNDARIES_AT_MOST) break;
    event_count = 0;
    take(contexts_run(FIRST, 1), FIRST);
    if (is_wrong()) break;
  }
  if (unfit[0] != '\0') {
    tell_unfit("subject", unfit);
    return;
  }
  const bool is_found = violation.wrong != WRONG_NOTHING;
  fprintf(told, "{\"version\": %lu, \"end\": \"%s\", \"boundaries\": %llu, \"steps\": %llu", (unsigned long)PROTOCOL_VERSION,
          is_found         ? "found"
          : is_out_of_time ? "out_of_time"
                           : "whole",
          (unsigned long long)tried, (unsigned long long)contexts_steps());
  if (is_found) {
    const struct violation found = violation;
    snapshots_put_back(place);
    violation = found;
    tell_found(beginning, boundaries);
  }
  fprintf(told, ",\n\"seconds\": %.4f}\n", search_seconds() - begun);
}
