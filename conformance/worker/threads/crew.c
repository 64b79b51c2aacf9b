#define _GNU_SOURCE
#include "crew.h"

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../platform/platform.h"
#include "callers.h"
#include "operations.h"
#include "rest.h"

enum { STACK_BYTES = 1 << 20, SIGNAL_STACK_BYTES = 1 << 16, SPINS = 2000, OFFSET_BITS_AT_MOST = 11, NOBODYS_TURN = -1 };
enum { WARM_TICKS = 1500, TICK_NANOSECONDS = 2000000 };
static const uint64_t ENDED = UINT64_MAX;

/* How often a program that gives back all it gets is done in one round. */
static const uint32_t times_of_round[] = {1, 1, 16, 256};

static _Alignas(LINE_BYTES) _Atomic uint64_t announced; /* the round that may begin */
static _Alignas(LINE_BYTES) _Atomic uint64_t ready;     /* how many have come to its beginning, in all */
static atomic_bool is_to_end, has_ended;
static atomic_int turn = NOBODYS_TURN; /* while one alone is to get and return */
static atomic_bool warm_failed;
static _Thread_local int32_t self = -1;
static _Alignas(16) unsigned char signal_stacks[CONTEXTS][SIGNAL_STACK_BYTES];
static struct programs programs;
static uint32_t cores;
static uint64_t seed_of_rounds;

int32_t crew_self(void) { return self; }
uint32_t crew_cores(void) { return cores; }
bool crew_has_ended(void) { return atomic_load(&has_ended); }
void crew_end(void) { atomic_store(&is_to_end, true); }

uint64_t crew_rounds(void) {
  uint64_t least = ENDED;
  for (uint32_t i = 0; i < job.callers; ++i) {
    const uint64_t done = atomic_load_explicit(&callers[i].last_done, memory_order_relaxed);
    if (done < least) least = done;
  }
  return least;
}

/* Whom another one keeps waiting lets it have the processor, where there is but one. */
static void wait_a_little(uint32_t *waits) {
  if (cores > 1 && ++*waits < SPINS) {
    process_relax();
  } else {
    sched_yield();
  }
}

static void wait_until(const _Atomic uint64_t *number, uint64_t least) {
  uint32_t waits = 0;
  while (atomic_load_explicit(number, memory_order_acquire) < least) wait_a_little(&waits);
}

static uint32_t times_in(uint64_t round) {
  uint64_t random = seed_of_rounds ^ round << 8;
  const uint64_t drawn = callers_draw(&random);
  return programs.are_closed ? times_of_round[drawn % (sizeof times_of_round / sizeof times_of_round[0])] : 1;
}

/* By far and by near: a few nanoseconds decide what meets what. */
static void offset(struct caller *caller) {
  const uint64_t drawn = callers_draw(&caller->random);
  const uint64_t most = UINT64_C(1) << (drawn % (OFFSET_BITS_AT_MOST + 1));
  for (volatile uint64_t left_over = (drawn >> 8) % most; left_over != 0; --left_over) {
  }
}

static void run_round(struct caller *caller, uint64_t round) {
  const uint32_t times = times_in(round);
  caller->event_count = 0;
  offset(caller);
  atomic_store_explicit(&caller->is_busy, true, memory_order_relaxed);
  for (uint32_t i = 0; i < times && !callers_have_found(); ++i) operations_run(caller, programs.may_be_refused);
  atomic_store_explicit(&caller->is_busy, false, memory_order_relaxed);
}

static void announce(struct caller *caller, uint64_t round) {
  for (uint32_t i = 0; i < job.callers; ++i) wait_until(&callers[i].last_done, round);
  atomic_store_explicit(&caller->is_busy, true, memory_order_relaxed);
  if (!callers_have_found()) rest_look(times_in(round) == 1);
  if (!callers_have_found() && unfit[0] == '\0') rest_begin_anew();
  atomic_store_explicit(&caller->is_busy, false, memory_order_relaxed);
  const bool ends = callers_have_found() || unfit[0] != '\0' || atomic_load(&is_to_end);
  atomic_store_explicit(&announced, ends ? ENDED : round + 1, memory_order_release);
}

static void warm(struct caller *caller) {
  uint32_t waits = SPINS;
  while (atomic_load(&turn) != (int)caller->number) wait_a_little(&waits);
  atomic_store(&caller->is_busy, true);
  void *block = NULL;
  if (pool_get(&block) == 0) pool_return(block);
  atomic_store(&caller->is_busy, false);
  atomic_store(&turn, NOBODYS_TURN);
}

static void *work(void *argument) {
  struct caller *caller = argument;
  self = (int32_t)caller->number;
  caller->id = process_thread();
  const stack_t stack = {.ss_sp = signal_stacks[caller->number], .ss_size = SIGNAL_STACK_BYTES};
  sigaltstack(&stack, NULL);
  warm(caller);
  for (uint64_t round = 1;; ++round) {
    wait_until(&announced, round);
    if (atomic_load(&announced) == ENDED) break;
    atomic_fetch_add(&ready, 1);
    wait_until(&ready, round * job.callers);
    run_round(caller, round);
    atomic_store_explicit(&caller->last_done, round, memory_order_release);
    if (round % job.callers == caller->number) announce(caller, round);
  }
  atomic_store(&has_ended, true);
  return NULL;
}

static const char *start_one(uint32_t number, const cpu_set_t *allowed) {
  struct caller *caller = &callers[number];
  pthread_attr_t attributes;
  cpu_set_t own;
  int place = -1;
  caller->number = number;
  caller->random = seed_of_rounds + number + 1;
  for (uint32_t skipped = 0; skipped <= number % cores;) skipped += CPU_ISSET(++place, allowed) != 0;
  CPU_ZERO(&own);
  CPU_SET(place, &own);
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  const int error = pthread_create(&caller->thread, &attributes, work, caller);
  pthread_attr_destroy(&attributes);
  if (error != 0) return "the machine refuses to start a thread (ulimit -u, or the container's limit of processes)";
  pthread_setaffinity_np(caller->thread, sizeof own, &own);
  return NULL;
}

const char *crew_start(uint64_t seed) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0 || CPU_COUNT(&allowed) == 0) CPU_SET(0, &allowed);
  cores = (uint32_t)CPU_COUNT(&allowed) < job.callers ? (uint32_t)CPU_COUNT(&allowed) : job.callers;
  seed_of_rounds = seed;
  programs = operations_programs();
  const char *why = NULL;
  for (uint32_t i = 0; i < job.callers && why == NULL; ++i) why = start_one(i, &allowed);
  callers[job.callers].number = job.callers;
  return why;
}

const char *crew_warm(void) {
  const struct timespec tick = {.tv_nsec = TICK_NANOSECONDS};
  for (uint32_t i = 0; i < job.callers; ++i) {
    atomic_store(&turn, (int)i);
    for (uint32_t ticks = 0; atomic_load(&turn) != NOBODYS_TURN; ++ticks) {
      if (ticks == WARM_TICKS) return "one thread alone does not come to the end of a get and its return";
      nanosleep(&tick, NULL);
    }
  }
  return NULL;
}

void crew_begin(void) { atomic_store_explicit(&announced, 1, memory_order_release); }
