#define _GNU_SOURCE
#include "telling.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "contexts.h"
#include "pool.h"

enum { PATH_AT_MOST = 1 << 16, PLACE_BYTES = 256 };

static const char *const names[] = {
    [WRONG_NOTHING] = "nothing",         [WRONG_ANSWER] = "answer",     [WRONG_ORDER] = "order",
    [WRONG_STATUS] = "status",           [WRONG_ADDRESS] = "address",   [WRONG_CONTENT] = "content",
    [WRONG_OVERWRITTEN] = "overwritten", [WRONG_COUNT] = "count",       [WRONG_KEPT] = "kept",
    [WRONG_DEADLOCK] = "deadlock",       [WRONG_NO_END] = "no_end",     [WRONG_WAITS] = "waits",
    [WRONG_GOES_ROUND] = "goes_round",   [WRONG_TOO_LONG] = "too_long", [WRONG_DIED] = "died",
};

FILE *told;

bool telling_init(void) {
  const int place = dup(STDOUT_FILENO);
  told = place >= 0 ? fdopen(place, "w") : NULL;
  return told != NULL && dup2(STDERR_FILENO, STDOUT_FILENO) >= 0;
}

const char *telling_name(enum wrong wrong) { return names[wrong]; }

void tell_text(const char *text) {
  fputc('"', told);
  for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; ++at) {
    if (*at == '"' || *at == '\\') {
      fprintf(told, "\\%c", *at);
    } else if (*at < 0x20 || *at > 0x7E) {
      fprintf(told, "\\u%04x", *at);
    } else {
      fputc(*at, told);
    }
  }
  fputc('"', told);
}

void tell_unfit(const char *whose, const char *why) {
  fprintf(told, "{\"version\": %lu, \"unfit\": \"%s\", \"why\": ", (unsigned long)PROTOCOL_VERSION, whose);
  tell_text(why);
  fprintf(told, "}\n");
}

static const char *const kinds[] = {
    [CALL_NONE] = "none", [CALL_GET] = "get", [CALL_RETURN] = "return", [CALL_USED] = "used", [CALL_FREE] = "free",
};

void tell_events(uint32_t run, bool *is_first) {
  for (uint32_t i = 0; i < event_count; ++i) {
    const struct event *event = &events[i];
    fprintf(told, "%s\n  {\"run\": %u, \"thread\": %u, \"is_answer\": %s, \"call\": \"%s\", \"block\": %d",
            *is_first ? "" : ",", run, event->thread, event->is_answer ? "true" : "false", kinds[event->kind], event->block);
    if (event->is_answer) {
      const char *said = event->answer == SAID_NONE_FREE   ? "none_free"
                         : event->answer == SAID_TAKEN     ? "taken"
                         : event->answer == SAID_NOT_TAKEN ? "not_taken"
                         : event->answer > SAID_NOT_TAKEN  ? "count"
                                                           : "lent";
      fprintf(told, ", \"said\": \"%s\", \"value\": %lld", said, (long long)event->value);
    }
    fprintf(told, "}");
    *is_first = false;
  }
}

static uint8_t path[PATH_AT_MOST];

/* The threads of its legs, the last one first. */
static uint32_t path_to(uint32_t node, uint32_t thread) {
  uint32_t length = 0;
  if (thread != NOBODY) path[length++] = (uint8_t)thread;
  for (; nodes[node].parent != NO_NODE && length < PATH_AT_MOST; node = nodes[node].parent) path[length++] = nodes[node].thread;
  return length;
}

static void tell_run(uint32_t thread, uint32_t points, bool is_first) {
  char place[PLACE_BYTES];
  contexts_describe(thread, place, sizeof place);
  const char *stops = now.status[thread] == THREAD_DONE ? "done" : now.status[thread] != THREAD_RUNS ? "sleeps" : place;
  fprintf(told, "%s\n  {\"thread\": %u, \"points\": %u, \"stops\": ", is_first ? "" : ",", thread, points);
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

void tell_path(const struct violation *wrong, uint32_t node, uint32_t thread, uint32_t preemptions, bool in_look) {
  const uint32_t length = path_to(node, thread);
  fprintf(
      told,
      "{\"wrong\": \"%s\", \"thread\": %u, \"block\": %d, \"value\": %lld, \"preemptions\": %u, \"in_look\": %s,\n \"runs\": [",
      names[wrong->wrong], wrong->thread, wrong->block, (long long)wrong->value, preemptions, in_look ? "true" : "false");
  run_again(length, in_look, true);
  fprintf(told, "],\n \"events\": [");
  run_again(length, in_look, false);
  const bool is_again = violation.wrong == wrong->wrong || wrong->wrong >= WRONG_DEADLOCK;
  fprintf(told, "],\n \"reproduced\": %s}", is_again ? "true" : "false");
}
