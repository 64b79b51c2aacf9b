#define _GNU_SOURCE
#include "batch.h"

#include <time.h>

/* Some 75 microseconds. The counter of some processors advances in steps of 26 or more; and after a stretch of other work, such
 * as the probes, a loop that fills the core may take a tenth longer for its first 10,000 operations or so. */
#define BATCH_COUNTS 208000
/* A change of the core's rate, or an interrupt: the two probes of a batch differ by no more. */
#define STEADY 1.01
/* A core of our own issues as many nops as the best that was seen but for the steps of the counter; and its stores take as
 * long, where those of a divided core take half as long again and more. */
#define QUIET_NOPS 1.02
#define QUIET_STORES 1.15
/* More nops than that, and the chain was slowed. */
#define SLOWED 1.05

/* Whatever disturbs a batch between its probes makes it slower: of so many good ones, the least counts. */
enum { TRIES = 3 };

/* How often each rate of a canary was seen, in nops or stores a cycle, to a fiftieth. A few high ones prove nothing: whatever
 * slows the chain makes the nops look fast. What a quiet core issues is one sharp peak, and what a shared one issues is spread
 * out below it. */
enum { BINS = 1024, BINS_A_UNIT = 50, SEEN_AT_LEAST = 12, PEAK_SHARE = 50 };

struct canary {
  uint32_t seen[BINS], seen_in_all;
  double best;
};

static struct canary nops, stores;

double now_s(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void batch_set_best(struct rates best) {
  nops.best = best.nops_a_cycle;
  stores.best = best.stores_a_cycle;
}

struct rates batch_best(void) { return (struct rates){nops.best, stores.best}; }

static struct rates rates_of(struct probe probe) {
  const double counts_a_cycle = (double)probe.chain_counts / CHAIN_CYCLES;
  struct rates rates;
  rates.nops_a_cycle = NOP_COUNT / (double)probe.nop_counts * counts_a_cycle;
  rates.stores_a_cycle = STORE_COUNT / (double)probe.store_counts * counts_a_cycle;
  return rates;
}

static bool is_steady(struct probe one, struct probe other) {
  const double first = (double)one.chain_counts, second = (double)other.chain_counts;
  return first <= second * STEADY && second <= first * STEADY;
}

static void see(struct canary *canary, double rate) {
  const double bin = rate * BINS_A_UNIT;
  if (bin < 1 || bin >= BINS - 1) return;
  const int at = (int)bin;
  ++canary->seen[at];
  ++canary->seen_in_all;
  const uint32_t around = canary->seen[at - 1] + canary->seen[at] + canary->seen[at + 1];
  if (around >= SEEN_AT_LEAST && around >= canary->seen_in_all / PEAK_SHARE && at > canary->best * BINS_A_UNIT) {
    canary->best = (double)at / BINS_A_UNIT;
  }
}

static void learn(struct probe before, struct probe after) {
  if (!is_steady(before, after)) return;
  const struct rates rates = rates_of(after);
  see(&nops, rates.nops_a_cycle);
  see(&stores, rates.stores_a_cycle);
}

static bool is_quiet(struct probe probe) {
  const struct rates rates = rates_of(probe);
  return rates.nops_a_cycle * QUIET_NOPS >= nops.best && rates.stores_a_cycle * QUIET_STORES >= stores.best;
}

/* More nops than a quiet core issues: then the chain was slowed, and is no unit. */
static bool is_slowed(struct probe probe) { return rates_of(probe).nops_a_cycle > nops.best * SLOWED; }

void batch_learn(double seconds) {
  const double end_s = now_s() + seconds;
  do {
    const struct probe before = ticks_before();
    learn(before, ticks_after());
  } while (now_s() < end_s);
}

uint64_t batch_times(kernel run, void *pool) {
  uint64_t times = 1, counts = 0;
  for (; times < UINT64_C(1) << 40; times *= 2) {
    run(pool, times);
    const uint64_t begun = ticks_now();
    run(pool, times);
    counts = ticks_now() - begun;
    if (counts >= BATCH_COUNTS / 2) break;
  }
  return 1 + (uint64_t)((double)times * BATCH_COUNTS / (double)counts);
}

static void wait_for_quiet(double deadline_s) {
  while (!is_quiet(ticks_before()) && now_s() < deadline_s) continue;
}

static struct batch try_once(kernel run, void *pool, uint64_t times) {
  struct batch batch = {BATCH_GOOD, 0, times, {0, 0, 0}, {0, 0, 0}, {0, 0}};
  run(pool, 1 + times / 8); /* what ran before has taken the caches and the predictors */
  batch.before = ticks_before();
  const uint64_t begun = ticks_now();
  run(pool, times);
  batch.counts = ticks_now() - begun;
  batch.after = ticks_after();
  learn(batch.before, batch.after);
  if (!is_steady(batch.before, batch.after) || is_slowed(batch.before) || is_slowed(batch.after)) {
    batch.verdict = BATCH_UNSTEADY;
  } else if (!is_quiet(batch.before) || !is_quiet(batch.after)) {
    batch.verdict = BATCH_BUSY;
  }
  return batch;
}

/* A run of its own: to read them takes system calls, which the timing is better off without. */
static struct counters count(kernel run, void *pool, uint64_t times) {
  const struct counters first = counters_read(), begun = counters_read();
  run(pool, times);
  const struct counters ended = counters_read();
  struct counters counted;
  counted.cycles = ended.cycles - begun.cycles - (begun.cycles - first.cycles);
  counted.instructions = ended.instructions - begun.instructions - (begun.instructions - first.instructions);
  return counted;
}

static struct batch good_one(kernel run, void *pool, uint64_t times, double deadline_s) {
  struct batch batch;
  do {
    wait_for_quiet(deadline_s);
    batch = try_once(run, pool, times);
  } while (batch.verdict != BATCH_GOOD && now_s() < deadline_s);
  return batch;
}

static double cycles(struct batch batch) {
  return (double)batch.counts / (double)(batch.before.chain_counts + batch.after.chain_counts);
}

struct batch batch_take(kernel run, void *pool, uint64_t times, double deadline_s) {
  struct batch batch = good_one(run, pool, times, deadline_s);
  for (int i = 1; i < TRIES && batch.verdict == BATCH_GOOD; ++i) {
    const struct batch other = good_one(run, pool, times, deadline_s);
    if (other.verdict == BATCH_GOOD && cycles(other) < cycles(batch)) batch = other;
  }
  if (batch.verdict == BATCH_GOOD && counters_available()) batch.counters = count(run, pool, times);
  return batch;
}
