/* Lets real threads meet in an unmodified library, on as many processors, round after round: a program of its own, for one job.
 *
 *   LIBRARY TERMS COUNT KEPT LENT PROGRAM|PROGRAM[|PROGRAM] FLAGS SECONDS SEED
 *
 * See ../interleaving/job.h for the first of them. SECONDS decide how long is looked, and nothing else. What comes of it is one
 * object of JSON on standard output. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "../interleaving/job.h"
#include "../interleaving/saying.h"
#include "callers.h"
#include "crew.h"
#include "orders.h"
#include "rest.h"
#include "watch.h"

enum { ARGUMENTS = 10, USAGE = 2, ROUNDS_AT_LEAST = 64, LOOKS_OF_REST = 100, MILLION = 1000000 };

static atomic_flag is_told = ATOMIC_FLAG_INIT;
static atomic_bool has_begun;
static double begun;
static char told_bytes[BUFSIZ]; /* to tell of a death nothing is allocated */

static double seconds_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void tell_events_of(const struct caller *caller, bool *is_first) {
  const uint64_t count = caller->event_count, first = count > EVENTS_KEPT ? count - EVENTS_KEPT : 0;
  for (uint64_t i = first; i < count; ++i) {
    tell_event(&caller->events[i % EVENTS_KEPT], caller->number, *is_first);
    *is_first = false;
  }
}

static void tell_finding(void) {
  const struct violation *wrong = &finding.violation;
  bool is_first = true;
  fprintf(told,
          ",\n\"found\": {\"wrong\": \"%s\", \"thread\": %u, \"block\": %d, \"value\": %lld, \"other\": %d, \"in_look\": %s",
          telling_name(wrong->wrong), wrong->thread, wrong->block, (long long)wrong->value, finding.other,
          finding.in_look ? "true" : "false");
  fprintf(told, ",\n \"events\": [");
  for (uint32_t i = 0; i < job.callers + finding.in_look; ++i) tell_events_of(&callers[i], &is_first);
  fprintf(told, "]}");
}

static void end(const char *whose, const char *why) {
  if (atomic_flag_test_and_set(&is_told)) {
    for (;;) pause(); /* another thread tells, and ends it all */
  }
  if (why != NULL) {
    tell_unfit(whose, why);
  } else {
    uint64_t did = 0;
    for (uint32_t i = 0; i < job.callers; ++i) did += atomic_load(&callers[i].did);
    fprintf(told,
            "{\"version\": %lu, \"end\": \"%s\", \"rounds\": %llu, \"operations\": %llu, \"answers\": %llu, \"cores\": %u",
            (unsigned long)PROTOCOL_VERSION, callers_have_found() ? "found" : "done", (unsigned long long)crew_rounds(),
            (unsigned long long)did, (unsigned long long)orders_seen(), crew_cores());
    if (callers_have_found()) tell_finding();
    fprintf(told, ",\n\"seconds\": %.4f}\n", seconds_now() - begun);
  }
  fflush(told);
  _Exit(0); /* nothing of the subject's runs at the end */
}

static void on_death(int signal_number) {
  if (!atomic_load(&has_begun)) end("subject", "one thread alone dies in a get and its return");
  const int32_t self = crew_self();
  callers_find((struct finding){{WRONG_DIED, (uint32_t)(self < 0 ? 0 : self), -1, signal_number}, -1, false});
  end(NULL, NULL);
}

static void catch_deaths(void) {
  static const int deaths[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
  struct sigaction action = {.sa_handler = on_death, .sa_flags = SA_ONSTACK | SA_NODEFER};
  for (size_t i = 0; i < sizeof deaths / sizeof deaths[0]; ++i) sigaction(deaths[i], &action, NULL);
}

static void look_for(double seconds) {
  const struct timespec between = {.tv_nsec = (long)WATCH_MILLISECONDS * MILLION};
  const double deadline = seconds_now() + seconds;
  uint32_t looks_since_found = 0;
  while (!crew_has_ended()) {
    nanosleep(&between, NULL);
    if (seconds_now() > deadline && crew_rounds() >= ROUNDS_AT_LEAST) crew_end();
    if (callers_have_found() && ++looks_since_found == LOOKS_OF_REST) return; /* what was found left nothing that ends */
    if (watch_hangs()) return;
  }
}

static const char *begin(const char *path) {
  const char *why = pool_make(path);
  if (why == NULL) why = crew_warm();
  if (why == NULL) why = pool_prepare();
  if (why == NULL) rest_begin();
  return why;
}

int main(int argument_count, char **arguments) {
  if (argument_count != ARGUMENTS || !job_read(arguments) || !telling_init()) return USAGE;
  begun = seconds_now();
  setvbuf(told, told_bytes, _IOFBF, sizeof told_bytes);
  const char *lack = crew_start(strtoull(arguments[9], NULL, 10));
  if (lack != NULL) end("machine", lack);
  catch_deaths();
  const char *why = begin(arguments[1]);
  if (why != NULL && violation.wrong == WRONG_KEPT && unfit[0] == '\0') {
    callers_find((struct finding){violation, -1, true});
    end(NULL, NULL);
  }
  if (why != NULL) end("subject", why);
  atomic_store(&has_begun, true);
  crew_begin();
  look_for(strtod(arguments[8], NULL));
  if (unfit[0] != '\0' && !callers_have_found()) end("subject", unfit);
  end(NULL, NULL);
  return 0;
}
