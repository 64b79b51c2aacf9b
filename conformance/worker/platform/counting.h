/* What becomes of each step, whoever makes it: the trap flag in this process, or a tracer in another one. */
#ifndef POOLPROOF_COUNTING_H
#define POOLPROOF_COUNTING_H

#include <stdbool.h>
#include <stdint.h>

#include "steps.h"

struct code_range {
  uint64_t first;
  uint64_t behind;
};

/* Of a fixed layout: a tracer reads it in another process' memory. */
struct step_count {
  struct steps steps;
  struct code_range ours;    /* the worker's own code, which is not counted */
  struct code_range known;   /* but for this */
  struct code_range subject; /* of which it is noted whom it calls */
  uint64_t last;             /* where the step before was */
  uint64_t last_traits;
};

enum noted { NOTED_OURS, NOTED_REPEAT, NOTED_ONE, NOTED_ENOUGH };

static inline bool range_holds(const struct code_range *range, uint64_t address) {
  return address >= range->first && address < range->behind;
}

static inline bool counting_is_ours(const struct step_count *counting, uint64_t address) {
  return range_holds(&counting->ours, address) && !range_holds(&counting->known, address);
}

/* The instruction at `here` is the next to be carried out; `code` is what stands there. */
enum noted counting_note(struct step_count *counting, uint64_t here, const unsigned char *code);

#endif
