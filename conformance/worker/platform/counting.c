#include "counting.h"

#include "instruction.h"

/* Named later: not in the middle of an operation. */
static void note_callee(struct steps *steps, uint64_t address) {
  for (uint32_t i = 0; i < steps->callee_count; ++i) {
    if (steps->callees[i] == address) return;
  }
  if (steps->callee_count < CALLEES_AT_MOST) steps->callees[steps->callee_count++] = (uintptr_t)address;
}

enum noted counting_note(struct step_count *counting, uint64_t here, const unsigned char *code) {
  struct steps *steps = &counting->steps;
  const uint64_t before = counting->last;
  const bool is_left = range_holds(&counting->subject, before) && !range_holds(&counting->subject, here);
  if (is_left && (counting->last_traits & INSTRUCTION_RETURNS) == 0) note_callee(steps, here);
  counting->last = here;
  if (counting_is_ours(counting, here)) return NOTED_OURS;
  const uint32_t traits = instruction_traits(code);
  counting->last_traits = traits;
  if ((traits & INSTRUCTION_REPEATS) != 0 && here == before) return NOTED_REPEAT; /* a round of it, not another one */
  ++steps->instructions;
  steps->locked_instructions += (traits & INSTRUCTION_LOCKS) != 0;
  steps->time_stamp_reads += (traits & INSTRUCTION_READS_TIME) != 0;
  steps->system_call_instructions += (traits & INSTRUCTION_CALLS_SYSTEM) != 0;
  return steps->instructions >= STEPPED_AT_MOST ? NOTED_ENOUGH : NOTED_ONE;
}
