/* The unit of the clock: one core cycle, counted by a chain of dependent additions, one a cycle on every processor.
 *
 * The time-stamp counter runs at a rate of its own, and the core at whatever rate it is given at the moment. So a stretch of
 * code is timed by the counter between two probes, and each probe times a chain of known length by the same counter. */
#ifndef POOLPROOF_TICKS_H
#define POOLPROOF_TICKS_H

#include <stdint.h>

#define CHAIN_CYCLES 32768
#define NOP_COUNT 32768

struct probe {
  uint64_t chain_counts; /* that CHAIN_CYCLES took */
  uint64_t nop_counts;   /* that NOP_COUNT nops took */
};

/* NULL when this processor's counter can be trusted as a clock; else why not, in words. */
const char *ticks_problem(void);

/* The time-stamp counter; what stands before is done, and what stands behind has not begun. */
uint64_t ticks_now(void);

/* A core that is shared with a hidden neighbour issues fewer nops a cycle, and its chain tells nothing of it. A neighbour
 * may come and go within microseconds, so the nops stand right beside what is timed: last before it, first after it. */
struct probe ticks_before(void);
struct probe ticks_after(void);

#endif
