/* Judges every interleaving of threads that share an unmodified library: a program of its own, for one job.
 *
 *   LIBRARY TERMS COUNT KEPT LENT PROGRAM|PROGRAM[|PROGRAM] FLAGS SECONDS MEGABYTES [SCHEDULE]
 *
 * See job.h for the first of them. SCHEDULE: the one that is followed, in place of all (following.h). What comes of it is one
 * object of JSON on standard output. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../platform/platform.h"
#include "arena.h"
#include "breaks.h"
#include "calls.h"
#include "contexts.h"
#include "costs.h"
#include "following.h"
#include "fresh.h"
#include "handlers.h"
#include "interrupts.h"
#include "job.h"
#include "monitor.h"
#include "pool.h"
#include "programs.h"
#include "progress.h"
#include "races.h"
#include "search.h"
#include "state.h"
#include "telling.h"

enum { ARGUMENTS = 10, ARGUMENTS_TO_FOLLOW, USAGE = 2, WARM_LIMIT = 1000000, LEG_LIMIT = 20000, STEPS_A_BYTE = 4 };

/* What is kept for a thread is made at its first use: that is no part of what is judged. */
static const char *warm(void) {
  for (uint32_t i = 0; i <= job.callers; ++i) {
    contexts_begin(i, programs_warm);
    const enum leg_end end = contexts_run_unstepped(i);
    if (unfit[0] != '\0') return unfit;
    if (violation.wrong != WRONG_NOTHING) return "one thread alone dies in a get and its return";
    if (end != LEG_DONE) return "one thread alone does not come to the end of a get and its return";
    now.status[i] = THREAD_RUNS;
  }
  return NULL;
}

/* On one processor, lest what asks for its number is answered now so, now so. */
static void stay(void) {
  cpu_set_t one;
  const int here = sched_getcpu();
  CPU_ZERO(&one);
  CPU_SET(here < 0 ? 0 : here, &one);
  sched_setaffinity(0, sizeof one, &one);
}

static const char *begin(const char *path) {
  const char *why = pool_make(path);
  if (why == NULL && process_thread_count() > job.callers + 2) why = "it starts threads of its own, which can't be followed";
  if (why == NULL) why = handlers_taken();
  if (why != NULL) return why;
  if (job.is_new) fresh_keep();
  why = warm();
  if (why == NULL) why = pool_prepare();
  if (why != NULL) return why;
  if (job.is_new) fresh_put_back();
  monitor_begin();
  contexts_limit(LEG_LIMIT + (uint64_t)STEPS_A_BYTE * job.terms.block_bytes);
  for (uint32_t i = 0; i < job.callers; ++i) {
    contexts_begin(i, programs_body);
    contexts_run(i, 1); /* to its first operation */
  }
  event_count = 0;
  return NULL;
}

static void tell_progress(const struct search_result *result) {
  const struct progress progress = progress_of_graph();
  struct violation none = {WRONG_NO_END, NOBODY, -1, 0};
  fprintf(told, ",\n\"goes_round\": %s, \"sleeps\": %s", progress.goes_round != NO_NODE ? "true" : "false",
          result->sleep_node != NO_NODE ? "true" : "false");
  if (progress.stuck != NO_NODE) {
    fprintf(told, ",\n\"found\": ");
    tell_path(&none, progress.stuck, NOBODY, nodes[progress.stuck].preemptions, false);
  }
  if (!job.is_lock_free) return;
  const bool sleeps = result->sleep_node != NO_NODE;
  uint32_t node = sleeps ? result->sleep_node : progress.goes_round, thread = sleeps ? result->sleeper : (uint32_t)NOBODY;
  none = (struct violation){WRONG_WAITS, sleeps ? result->sleeper : progress.who, -1, sleeps};
  if (node == NO_NODE && progress.together != NO_NODE) {
    none = (struct violation){WRONG_GOES_ROUND, NOBODY, -1, 0};
    node = progress.together;
  }
  if (node == NO_NODE) return;
  fprintf(told, ",\n\"waiting\": ");
  tell_path(&none, node, thread, nodes[node].preemptions, false);
}

static void judge_threads(double seconds, uint64_t bytes_at_most) {
  static const char *const ends[] = {"whole", "found", "out_of_time", "out_of_room", "unfit"};
  const double begun = search_seconds();
  races_everywhere(job.at_every_access);
  search_begin();
  uintptr_t entries[ENTRIES_AT_MOST];
  if (!job.by_steps && breaks_set(entries, pool_entries(entries))) contexts_tick(true);
  const struct search_result result = search(seconds, bytes_at_most, NOBODY);
  contexts_tick(false);
  const bool by_breaks = breaks_are_set();
  breaks_remove();
  if (result.end == SEARCH_UNFIT) {
    fprintf(told, "{\"version\": %lu, \"unfit\": \"subject\", \"why\": ", (unsigned long)PROTOCOL_VERSION);
    tell_text(unfit);
    costs_tell();
    fprintf(told, "}\n");
    return;
  }
  const uint32_t states = node_count, transitions = edge_count;
  fprintf(told,
          "{\"version\": %lu, \"end\": \"%s\", \"states\": %u, \"transitions\": %u, \"ends\": %llu, \"preemptions\": %u, "
          "\"steps\": %llu, \"rounds\": %u, \"raced_for\": %llu, \"by_breakpoints\": %s",
          (unsigned long)PROTOCOL_VERSION, ends[result.end], states, transitions, (unsigned long long)result.ends,
          result.preemptions, (unsigned long long)contexts_steps(), result.rounds, (unsigned long long)races_bytes(),
          by_breaks ? "true" : "false");
  if (result.end == SEARCH_FOUND) {
    const struct violation found = violation;
    fprintf(told, ",\n\"found\": ");
    tell_path(&found, result.node, result.thread, result.preemptions, result.in_look);
  }
  if (result.end == SEARCH_WHOLE && !result.is_hurry_held_up) tell_progress(&result);
  if (result.end != SEARCH_FOUND) costs_tell();
  fprintf(told, ",\n\"seconds\": %.4f}\n", search_seconds() - begun);
}

/* What one thread after the other does is wrong already. */
static void tell_kept(void) {
  fprintf(
      told,
      "{\"version\": %lu, \"end\": \"found\", \"steps\": 0, \"seconds\": 0,\n\"found\": {\"wrong\": \"%s\", \"thread\": %u, "
      "\"block\": -1, \"value\": %lld, \"preemptions\": 0, \"in_look\": true, \"runs\": [], \"events\": [], \"reproduced\": "
      "true}}\n",
      (unsigned long)PROTOCOL_VERSION, telling_name(violation.wrong), violation.thread, (long long)violation.value);
}

int main(int argument_count, char **arguments) {
  const bool follows = argument_count == ARGUMENTS_TO_FOLLOW;
  if ((argument_count != ARGUMENTS && !follows) || !job_read(arguments)) return USAGE;
  if ((follows && !following_read(arguments[ARGUMENTS])) || !telling_init()) return USAGE;
  const double seconds = strtod(arguments[8], NULL);
  const uint64_t bytes_at_most = strtoull(arguments[9], NULL, 10) << 20;
  stay();
  arena_init();
  const char *lack = contexts_init(job.callers + 1);
  if (lack == NULL && !graph_init(bytes_at_most)) lack = "there is no room for the states";
  if (lack != NULL) {
    tell_unfit("machine", lack);
    return fclose(told);
  }
  const char *why = begin(arguments[1]);
  if (why != NULL && violation.wrong == WRONG_KEPT && unfit[0] == '\0') {
    tell_kept();
  } else if (why != NULL) {
    tell_unfit("subject", why);
  } else if (follows) {
    follow(seconds, bytes_at_most);
  } else if (job.by_interrupt) {
    judge_interrupts(seconds);
  } else {
    judge_threads(seconds, bytes_at_most);
  }
  fflush(told);
  _Exit(0); /* nothing of the subject's runs at the end */
}
