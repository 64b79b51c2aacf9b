/* The clock: measures contestants side by side, and writes down every batch. It judges nothing.
 *
 *   poolproof-clock ROUNDS SEED SECONDS_A_WORKLOAD BEST_NOPS_A_CYCLE BEST_STORES_A_CYCLE STEPS
 *
 * reads lines of words with tabs between them:
 *
 *   contestant  SHARED_OBJECT  ARGUMENT          numbered 0, 1, 2 ... in order
 *   workload    NUMBER         CONTESTANT ...    whom to measure at it
 *
 * and writes lines of the same kind; the last is `end`. ROUNDS are the least. Contestants at one workload take turns, in an
 * order that is new in each round, so that whatever changes with time comes upon all of them alike. With STEPS 1 the
 * instructions are counted as well. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "batch.h"
#include "steps.h"

enum { CONTESTANTS_AT_MOST = 64, LINE_BYTES = 8192, LEARNING_MS = 100 };
/* What no canary shows (a core that takes a tenth longer, say) lasts for some hundredths of a second: rounds that are soon done
 * are followed by more, so that most of them meet the core as it mostly is. */
enum { SPREAD_MS = 400 };
/* Stepping takes microseconds an instruction; the difference of the two leaves out entering and leaving. */
enum { STEPPED_SHORT = 2, STEPPED_LONG = 10 };

struct entrant {
  const struct contestant *contestant; /* NULL when it can't be measured */
  char *argument;
  void *pool;
  uint64_t times;
};

static struct entrant entrants[CONTESTANTS_AT_MOST];
static int entrant_count;
static long rounds;
static uint32_t random_state;
static double seconds_a_workload;

static uint32_t draw(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 17;
  random_state ^= random_state << 5;
  return random_state;
}

static void shuffle(int *order, int count) {
  for (int i = count - 1; i > 0; --i) {
    const int other = (int)(draw() % (uint32_t)(i + 1)), kept = order[i];
    order[i] = order[other];
    order[other] = kept;
  }
}

/* The counter differs from core to core on some machines, and every move costs. */
static void stay_on_this_core(void) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET((size_t)sched_getcpu(), &set);
  sched_setaffinity(0, sizeof set, &set);
}

static double counts_a_second(void) {
  const double begun_s = now_s();
  const uint64_t begun = ticks_now();
  const struct timespec pause = {0, 50000000};
  nanosleep(&pause, NULL);
  const double ended_s = now_s();
  return (double)(ticks_now() - begun) / (ended_s - begun_s);
}

static void load_contestant(void) {
  const char *path = strtok(NULL, "\t\n"), *argument = strtok(NULL, "\t\n");
  if (path == NULL || entrant_count == CONTESTANTS_AT_MOST) exit(2);
  struct entrant *const entrant = &entrants[entrant_count++];
  printf("loading\t%d\n", entrant_count - 1);
  fflush(stdout);
  void *const object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (object != NULL) entrant->contestant = dlsym(object, "contestant");
  if (entrant->contestant == NULL) printf("unusable\t%d\t%s\n", entrant_count - 1, dlerror());
  entrant->argument = argument == NULL ? NULL : strdup(argument);
}

static bool make_ready(int number, int workload) {
  struct entrant *const entrant = &entrants[number];
  if (entrant->contestant == NULL) return false;
  printf("starting\t%d\t%d\n", workload, number);
  fflush(stdout); /* what follows may be the end of this process: then this is the last word */
  const char *const problem = entrant->contestant->create(entrant->argument, &entrant->pool);
  if (problem != NULL) {
    printf("unusable\t%d\t%s\n", number, problem);
    entrant->contestant = NULL;
    return false;
  }
  entrant->times = batch_times(entrant->contestant->kernels[workload], entrant->pool);
  return true;
}

static void measure(int number, int workload, long round, double deadline_s) {
  static const char *const verdicts[] = {"good", "busy", "unsteady"};
  struct entrant *const entrant = &entrants[number];
  const struct batch batch = batch_take(entrant->contestant->kernels[workload], entrant->pool, entrant->times, deadline_s);
  printf("batch\t%d\t%d\t%ld\t%s\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu\n", workload, number, round,
         verdicts[batch.verdict], (unsigned long long)batch.times, (unsigned long long)batch.counts,
         (unsigned long long)batch.before.chain_counts, (unsigned long long)batch.after.chain_counts,
         (unsigned long long)batch.before.nop_counts, (unsigned long long)batch.after.nop_counts,
         (unsigned long long)batch.before.store_counts, (unsigned long long)batch.after.store_counts,
         (unsigned long long)batch.counters.cycles, (unsigned long long)batch.counters.instructions);
}

static void step(int number, int workload) {
  const struct entrant *const entrant = &entrants[number];
  const kernel run = entrant->contestant->kernels[workload];
  const uint64_t brief = steps_of(run, entrant->pool, STEPPED_SHORT), longer = steps_of(run, entrant->pool, STEPPED_LONG);
  printf("steps\t%d\t%d\t%llu\t%d\n", workload, number, (unsigned long long)(longer > brief ? longer - brief : 0),
         STEPPED_LONG - STEPPED_SHORT);
}

static void run_workload(bool steps) {
  const char *word = strtok(NULL, "\t\n");
  int order[CONTESTANTS_AT_MOST], count = 0;
  if (word == NULL) exit(2);
  const int workload = atoi(word);
  if (workload < 0 || workload >= WORKLOAD_COUNT) exit(2);
  while ((word = strtok(NULL, "\t\n")) != NULL && count < CONTESTANTS_AT_MOST) {
    const int number = atoi(word);
    if (number < 0 || number >= entrant_count) exit(2);
    if (make_ready(number, workload)) order[count++] = number;
  }
  const double begun_s = now_s(), deadline_s = begun_s + seconds_a_workload;
  for (long round = 0; (round < rounds || now_s() < begun_s + SPREAD_MS * 1e-3) && now_s() < deadline_s; ++round) {
    shuffle(order, count);
    for (int i = 0; i < count; ++i) measure(order[i], workload, round, deadline_s);
  }
  for (int i = 0; i < count; ++i) {
    if (steps) step(order[i], workload);
    entrants[order[i]].contestant->destroy(entrants[order[i]].pool);
  }
}

int main(int argument_count, char **arguments) {
  static char line[LINE_BYTES];
  if (argument_count != 7) return 2;
  const char *const problem = ticks_problem();
  if (problem != NULL) {
    printf("problem\t%s\nend\n", problem);
    return 0;
  }
  rounds = strtol(arguments[1], NULL, 10);
  random_state = 1 | (uint32_t)strtoul(arguments[2], NULL, 10);
  seconds_a_workload = strtod(arguments[3], NULL);
  stay_on_this_core();
  /* Before all others, where there is one: an allocator that comes with its own `operator new` must not give it to them. */
  dlopen("libstdc++.so.6", RTLD_NOW | RTLD_GLOBAL);
  batch_set_best((struct rates){strtod(arguments[4], NULL), strtod(arguments[5], NULL)});
  batch_learn(LEARNING_MS * 1e-3);
  const bool has_counters = counters_open(), can_step = steps_available();
  const bool steps = can_step && strcmp(arguments[6], "1") == 0;
  printf("machine\t%.0f\t%d\t%d\n", counts_a_second(), has_counters, can_step);
  while (fgets(line, sizeof line, stdin) != NULL) {
    const char *const word = strtok(line, "\t\n");
    if (word != NULL && strcmp(word, "contestant") == 0) load_contestant();
    if (word != NULL && strcmp(word, "workload") == 0) run_workload(steps);
  }
  printf("best\t%.4f\t%.4f\nend\n", batch_best().nops_a_cycle, batch_best().stores_a_cycle);
  return 0;
}
