#define _GNU_SOURCE
#include "following.h"

#include <stdio.h>
#include <stdlib.h>

#include "contexts.h"
#include "interrupts.h"
#include "places.h"
#include "pool.h"
#include "progress.h"
#include "races.h"
#include "search.h"
#include "state.h"
#include "telling.h"

enum way { FOLLOWED, FOUND, MISFIT };

static uint8_t legs[LEGS_AT_MOST];
static uint32_t leg_count;
static uint32_t preemptions;
static bool in_look;
static uint32_t legs_before; /* what went wrong came to light */

static bool add(unsigned long thread, unsigned long points) {
  if (thread >= job.callers || points > LEGS_AT_MOST - leg_count) return false;
  for (unsigned long i = 0; i < points; ++i) legs[leg_count++] = (uint8_t)thread;
  return true;
}

bool following_read(const char *schedule) {
  for (const char *at = schedule; *at != '\0';) {
    char *end;
    const unsigned long thread = strtoul(at, &end, 10);
    if (end == at || *end != ':') return false;
    at = end + 1;
    const unsigned long points = strtoul(at, &end, 10);
    if (end == at || !add(thread, points)) return false;
    if (*end != ',') return *end == '\0';
    at = end + 1;
  }
  return true;
}

static bool is_wrong(void) { return violation.wrong != WRONG_NOTHING || unfit[0] != '\0'; }

static enum way run(void) {
  for (uint32_t i = 0; i < leg_count; ++i) {
    const uint32_t thread = legs[i];
    if (!search_can_go_on(thread)) return MISFIT;
    if (i != 0 && legs[i - 1] != thread && search_can_go_on(legs[i - 1])) ++preemptions;
    const int end = search_leg(thread);
    if (end == LEG_CANT) return MISFIT;
    if (is_wrong()) {
      legs_before = i;
      leg_count = i + 1;
      return FOUND;
    }
    if (end == LEG_SLEEPS && job.is_lock_free && i + 1 == leg_count) {
      violate(WRONG_WAITS, thread, -1, 1);
      return FOUND;
    }
  }
  return FOLLOWED;
}

static uint32_t unended(void) {
  uint32_t thread = 0;
  while (thread < job.callers && now.status[thread] == THREAD_DONE) ++thread;
  return thread;
}

/* Where nobody can go on from: all have ended, or they sleep for ever. */
static enum way look(void) {
  const uint32_t thread = unended();
  if (thread < job.callers) {
    violate(WRONG_DEADLOCK, thread, -1, 0);
  } else {
    search_look();
    in_look = true;
  }
  return is_wrong() ? FOUND : FOLLOWED;
}

static enum way look_at_progress(double seconds, uint64_t bytes_at_most) {
  races_everywhere(false);
  const struct search_result result = search(seconds, bytes_at_most, leg_count != 0 ? legs[leg_count - 1] : (uint32_t)NOBODY);
  const bool is_whole = result.end == SEARCH_WHOLE;
  races_everywhere(true);
  violation = (struct violation){0}; /* what comes later is not what this schedule shows */
  unfit[0] = '\0';
  if (!is_whole) return FOLLOWED;
  const struct progress progress = progress_of_graph();
  if (result.ends == 0) {
    violate(WRONG_NO_END, NOBODY, -1, 0);
  } else if (job.is_lock_free && progress.goes_round != NO_NODE) {
    violate(WRONG_WAITS, progress.who, -1, 0);
  } else if (job.is_lock_free && progress.together != NO_NODE) {
    violate(WRONG_GOES_ROUND, NOBODY, -1, 0);
  }
  return is_wrong() ? FOUND : FOLLOWED;
}

static enum way follow_threads(double seconds, uint64_t bytes_at_most) {
  search_begin();
  races_everywhere(true);
  legs_before = leg_count;
  const enum way way = run();
  if (way != FOLLOWED) return way;
  for (uint32_t i = 0; i < job.callers; ++i) {
    if (search_can_go_on(i)) return look_at_progress(seconds, bytes_at_most);
  }
  return look();
}

void follow(double seconds, uint64_t bytes_at_most) {
  if (job.by_interrupt) {
    uint64_t boundaries = 0;
    while (boundaries < leg_count && legs[boundaries] == 0) ++boundaries;
    follow_interrupt(boundaries);
    return;
  }
  static const char *const ways[] = {[FOLLOWED] = "followed", [FOUND] = "found", [MISFIT] = "misfit"};
  const double begun = search_seconds();
  const enum way way = follow_threads(seconds, bytes_at_most);
  if (unfit[0] != '\0') {
    tell_unfit("subject", unfit);
    return;
  }
  fprintf(told, "{\"version\": %lu, \"end\": \"%s\", \"steps\": %llu", (unsigned long)PROTOCOL_VERSION, ways[way],
          (unsigned long long)contexts_steps());
  if (way == FOUND) {
    const struct violation found = violation;
    fprintf(told, ",\n\"found\": ");
    tell_legs(&found, legs, leg_count, preemptions, in_look);
    tell_places(search_beginning(), legs, legs_before, search_leg);
  }
  fprintf(told, ",\n\"seconds\": %.4f}\n", search_seconds() - begun);
}
