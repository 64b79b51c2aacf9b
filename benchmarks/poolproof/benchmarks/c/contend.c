/* Two threads on two processors that get and return of one pool, contestant by contestant: how many pairs a second both of them
 * come to together. It judges nothing.
 *
 *   poolproof-contend ROUNDS SEED PAIRS PROCESSOR PROCESSOR
 *
 * reads a path of a shared object on each line (numbered 0, 1, 2 ...), and writes lines of words with tabs between them:
 *
 *   round  ROUND  CONTESTANT  good|disturbed  PAIRS  NANOSECONDS  SHARE
 *
 * The last is `end`. Contestants take turns, in an order that is new in each round. A timing begins when both threads have met
 * at a barrier, and ends when the first of them has done PAIRS: what the other did until then is counted, so both were at it
 * all the time. SHARE is the slower one's, of 1. Where either thread was taken off its processor meanwhile, or got less of it
 * than time went by, it is disturbed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "kernels.h"

/* Pairs between two looks at whether the other has ended: their time is what a timing may be wrong by. */
enum { CONTESTANTS_AT_MOST = 32, CHUNK = 16, THREADS = 2 };
/* Of the time that went by, so much was the thread's own, or it is disturbed. */
#define OWN_AT_LEAST 0.98

struct side {
  pthread_t thread;
  int processor;
  _Alignas(64) _Atomic uint64_t done;
  uint64_t done_in_time;
  double begun_s, ended_s, own_s;
  long taken_off, slept;
};

static struct side sides[THREADS];
static const struct contestant *contestants[CONTESTANTS_AT_MOST];
static void *pools[CONTESTANTS_AT_MOST];
static int contestant_count, current;
static uint64_t pairs;
static uint32_t random_state;
static pthread_barrier_t barrier;
static _Alignas(64) _Atomic bool is_over;
static _Alignas(64) _Atomic int arrived;

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static struct rusage used(void) {
  struct rusage usage;
  getrusage(RUSAGE_THREAD, &usage);
  return usage;
}

/* The kernel's barrier wakes one after the other; this one lets both go at once. */
static void begin_together(void) {
  atomic_fetch_add(&arrived, 1);
  while (atomic_load_explicit(&arrived, memory_order_relaxed) < THREADS) continue;
}

static void measure(struct side *side) {
  const kernel run = contestants[current]->kernels[WORKLOAD_MET];
  void *const pool = pools[current];
  run(pool, CHUNK); /* what the thread keeps for itself in this pool is made here */
  const struct rusage before = used();
  begin_together();
  const double own_s = seconds(CLOCK_THREAD_CPUTIME_ID);
  side->begun_s = seconds(CLOCK_MONOTONIC);
  uint64_t done = 0;
  while (done < pairs && !atomic_load_explicit(&is_over, memory_order_relaxed)) {
    run(pool, CHUNK);
    done += CHUNK;
  }
  atomic_store_explicit(&is_over, true, memory_order_relaxed);
  side->ended_s = seconds(CLOCK_MONOTONIC);
  side->own_s = seconds(CLOCK_THREAD_CPUTIME_ID) - own_s;
  side->done_in_time = done;
  const struct rusage after = used();
  side->taken_off = after.ru_nivcsw - before.ru_nivcsw;
  side->slept = after.ru_nvcsw - before.ru_nvcsw;
}

static void *work(void *argument) {
  struct side *const side = argument;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET((size_t)side->processor, &set);
  if (pthread_setaffinity_np(pthread_self(), sizeof set, &set) != 0) exit(3);
  for (;;) {
    pthread_barrier_wait(&barrier);
    if (current < 0) return NULL;
    measure(side);
    pthread_barrier_wait(&barrier);
  }
}

static bool is_good(const struct side *side) {
  return side->taken_off == 0 && (side->slept > 0 || side->own_s >= OWN_AT_LEAST * (side->ended_s - side->begun_s));
}

static void tell(long round) {
  const struct side *const one = &sides[0], *const other = &sides[1];
  const double begun_s = one->begun_s < other->begun_s ? one->begun_s : other->begun_s;
  const double ended_s = one->ended_s > other->ended_s ? one->ended_s : other->ended_s;
  const uint64_t all = one->done_in_time + other->done_in_time;
  const uint64_t less = one->done_in_time < other->done_in_time ? one->done_in_time : other->done_in_time;
  printf("round\t%ld\t%d\t%s\t%llu\t%.0f\t%.3f\n", round, current, is_good(one) && is_good(other) ? "good" : "disturbed",
         (unsigned long long)all, (ended_s - begun_s) * 1e9, (double)less / (double)all);
}

static void take_turn(int number, long round) {
  current = number;
  atomic_store(&is_over, false);
  atomic_store(&arrived, 0);
  pthread_barrier_wait(&barrier);
  if (number < 0) return;
  pthread_barrier_wait(&barrier);
  tell(round);
}

static void shuffle(int *order, int count) {
  for (int i = count - 1; i > 0; --i) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    const int other = (int)(random_state % (uint32_t)(i + 1)), kept = order[i];
    order[i] = order[other];
    order[other] = kept;
  }
}

static void load(const char *path) {
  void *const object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (object != NULL && contestant_count < CONTESTANTS_AT_MOST) contestants[contestant_count] = dlsym(object, "contestant");
  if (object == NULL || contestants[contestant_count] == NULL) {
    fprintf(stderr, "%s can't be loaded: %s\n", path, dlerror());
    exit(3);
  }
  if (contestants[contestant_count]->create(NULL, &pools[contestant_count]) != NULL) exit(3);
  ++contestant_count;
}

int main(int argument_count, char **arguments) {
  static char line[4096];
  int order[CONTESTANTS_AT_MOST];
  if (argument_count != 6) return 2;
  const long rounds = strtol(arguments[1], NULL, 10);
  random_state = 1 | (uint32_t)strtoul(arguments[2], NULL, 10);
  pairs = strtoull(arguments[3], NULL, 10);
  while (fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    load(line);
  }
  pthread_barrier_init(&barrier, NULL, THREADS + 1);
  for (int i = 0; i < THREADS; ++i) {
    sides[i].processor = atoi(arguments[4 + i]);
    if (pthread_create(&sides[i].thread, NULL, work, &sides[i]) != 0) return 3;
  }
  for (int i = 0; i < contestant_count; ++i) order[i] = i;
  for (long round = 0; round < rounds; ++round) {
    shuffle(order, contestant_count);
    for (int i = 0; i < contestant_count; ++i) take_turn(order[i], round);
  }
  take_turn(-1, rounds);
  for (int i = 0; i < THREADS; ++i) pthread_join(sides[i].thread, NULL);
  puts("end");
  return 0;
}
