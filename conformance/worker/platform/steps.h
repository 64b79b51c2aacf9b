/* Instructions of this thread, one by one: exact counts, and slow (some microseconds each). */
#ifndef POOLPROOF_STEPS_H
#define POOLPROOF_STEPS_H

#include <stdbool.h>
#include <stdint.h>

/* Beyond this the answer is "too many" whatever the exact number, and stepping on would take seconds. */
enum { STEPPED_AT_MOST = 20000, CALLEES_AT_MOST = 16 };

/* What was stepped through. The worker's own code is not counted, nor are rounds of a string instruction after its first. */
struct steps {
  uint32_t instructions;
  uint32_t locked_instructions;
  uint32_t time_stamp_reads;
  uint32_t system_call_instructions;
  uint32_t callee_count;
  uintptr_t callees[CALLEES_AT_MOST]; /* where the subject was left, other than by returning */
};

/* Whether this machine steps, and counts right what is known. Of the subject's code, which lies from `first` to `behind`, it is
 * noted whom it calls. */
bool steps_init(uintptr_t first, uintptr_t behind);

/* Whether that is by the trap flag, which registers.h sets itself, between its own code and the subject's; else it is by a
 * tracer, or not at all. */
bool steps_are_by_flag(void);
bool steps_are_by_tracer(void);

/* Nothing is counted yet, and nothing is stepped through before steps_on. */
void steps_begin(void);
void steps_end(void);

/* What was counted since steps_begin. */
const struct steps *steps_counted(void);

/* Step from here on, or no longer, between begin and end. */
void steps_on(void);
void steps_off(void);
bool steps_are_on(void);

#endif
