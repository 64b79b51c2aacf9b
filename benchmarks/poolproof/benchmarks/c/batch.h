/* One timing that can be believed: a batch of a kernel between two probes that agree, on a core that nobody shares. */
#ifndef POOLPROOF_BATCH_H
#define POOLPROOF_BATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "counters.h"
#include "kernels.h"
#include "ticks.h"

enum verdict { BATCH_GOOD, BATCH_BUSY, BATCH_UNSTEADY };

struct batch {
  enum verdict verdict;
  uint64_t counts, times;
  struct probe before, after;
  struct counters counters;
};

/* What the canaries do on a core of our own: the most that was seen. Known from an earlier launch, or 0. */
struct rates {
  double nops_a_cycle, stores_a_cycle;
};

void batch_set_best(struct rates best);
struct rates batch_best(void);

/* Watch the core for so long, to learn its best. */
void batch_learn(double seconds);

/* How often to run a kernel, for a batch that is long against the steps of the counter. */
uint64_t batch_times(kernel run, void *pool);

/* Try until a batch is good, or the time of the monotonic clock is `deadline_s`. */
struct batch batch_take(kernel run, void *pool, uint64_t times, double deadline_s);

double now_s(void);

#endif
