/* The unit of the clock: one core cycle, counted by a chain of dependent additions, one a cycle on every processor.
 *
 * The time-stamp counter runs at a rate of its own, and the core at whatever rate it is given at the moment. So a stretch of
 * code is timed by the counter between two probes, and each probe times a chain of known length by the same counter. */
#ifndef POOLPROOF_TICKS_H
#define POOLPROOF_TICKS_H

#include <stdint.h>

#define CHAIN_CYCLES 32768
#define NOP_COUNT 32768
#define STORE_COUNT 3200

struct probe {
  uint64_t chain_counts; /* that CHAIN_CYCLES took */
  uint64_t nop_counts;   /* that NOP_COUNT nops took */
  uint64_t store_counts; /* that STORE_COUNT stores took, in bursts that fill the most of a whole store queue */
};

/* NULL when this processor's counter can be trusted as a clock; else why not, in words. */
const char *ticks_problem(void);

/* The time-stamp counter; what stands before is done, and what stands behind has not begun. */
uint64_t ticks_now(void);

/* Two canaries for a hidden neighbour on the same core, of which the chain tells nothing. One that works takes its share of
 * what the core issues: fewer nops a cycle. One that is merely awake takes none, but the core is divided for the two of them,
 * and so is the queue of the stores: what stores much takes a fifth longer then, at as many nops as ever. A neighbour may come
 * and go within microseconds, so the canaries stand right beside what is timed: last before it, first after it. */
struct probe ticks_before(void);
struct probe ticks_after(void);

#endif
