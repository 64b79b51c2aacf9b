#define _GNU_SOURCE
#include "telling.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contexts.h"
#include "pool.h"
#include "races.h"
#include "refining.h"

enum { PLACE_BYTES = 256 };

void tell_events(uint32_t run, bool *is_first) {
  for (uint32_t i = 0; i < event_count; ++i) {
    tell_event(&events[i], run, *is_first);
    *is_first = false;
  }
}

static uint8_t path[LEGS_AT_MOST];

/* The threads of its legs, the last one first. */
static uint32_t path_to(uint32_t node, uint32_t thread) {
  uint32_t length = 0;
  if (thread != NOBODY) path[length++] = (uint8_t)thread;
  for (; nodes[node].parent != NO_NODE && length < LEGS_AT_MOST; node = nodes[node].parent) path[length++] = nodes[node].thread;
  return length;
}

static void tell_run(uint32_t thread, uint32_t points, bool is_first) {
  char place[PLACE_BYTES];
  contexts_describe(thread, place, sizeof place);
  const char *stops = now.status[thread] == THREAD_DONE ? "done" : now.status[thread] != THREAD_RUNS ? "sleeps" : place;
  fprintf(told, "%s\n  {\"thread\": %u, \"points\": %u, \"is_split\": %s, \"stops\": ", is_first ? "" : ",", thread, points,
          now.split[thread].bytes != 0 ? "true" : "false");
  tell_text(stops);
  fprintf(told, "}");
}

/* Twice: the stretches, and what happened in them. */
static void run_again(uint32_t length, bool in_look, bool tells_runs) {
  uint32_t points = 0, run = 0;
  bool is_first = true;
  snapshots_put_back(search_beginning());
  violation = (struct violation){0};
  for (uint32_t i = length; i-- > 0;) {
    const uint32_t thread = path[i];
    const bool changes = i + 1 < length && path[i + 1] != thread;
    if (changes && tells_runs) tell_run(path[i + 1], points, run == 0);
    if (changes) ++run, points = 0;
    search_leg(thread);
    ++points;
    if (!tells_runs) tell_events(run, &is_first);
  }
  if (length != 0 && tells_runs) tell_run(path[0], points, run == 0);
  if (!in_look || tells_runs) return;
  search_look();
  tell_events(run + 1, &is_first);
}

static void tell_way(const struct violation *wrong, uint32_t length, uint32_t preemptions, bool in_look) {
  fprintf(
      told,
      "{\"wrong\": \"%s\", \"thread\": %u, \"block\": %d, \"value\": %lld, \"preemptions\": %u, \"in_look\": %s,\n \"runs\": [",
      telling_name(wrong->wrong), wrong->thread, wrong->block, (long long)wrong->value, preemptions,
      in_look ? "true" : "false");
  run_again(length, in_look, true);
  fprintf(told, "],\n \"events\": [");
  run_again(length, in_look, false);
  const bool is_again = violation.wrong == wrong->wrong || wrong->wrong >= WRONG_DEADLOCK;
  fprintf(told, "],\n \"reproduced\": %s}", is_again ? "true" : "false");
}

void tell_path(const struct violation *wrong, uint32_t node, uint32_t thread, uint32_t preemptions, bool in_look) {
  const bool were_all = races_are_everywhere();
  const uint32_t length = path_to(node, thread);
  tell_way(wrong, refine(path, length, LEGS_AT_MOST), preemptions, in_look);
  races_everywhere(were_all);
}

void tell_legs(const struct violation *wrong, const uint8_t *legs, uint32_t count, uint32_t preemptions, bool in_look) {
  for (uint32_t i = 0; i < count; ++i) path[i] = legs[count - 1 - i];
  tell_way(wrong, count, preemptions, in_look);
}
