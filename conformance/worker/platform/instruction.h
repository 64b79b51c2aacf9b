/* What sort of instruction stands at an address, as far as the probes ask. */
#ifndef POOLPROOF_INSTRUCTION_H
#define POOLPROOF_INSTRUCTION_H

#include <stdint.h>

enum instruction_trait {
  INSTRUCTION_LOCKS = 1,      /* locks the bus or a line, by whatever the processor has for that */
  INSTRUCTION_READS_TIME = 2, /* of the counter of time */
  INSTRUCTION_CALLS_SYSTEM = 4,
  INSTRUCTION_RETURNS = 8,
  INSTRUCTION_REPEATS = 16, /* a string instruction, of which each step is trapped */
  INSTRUCTION_CLAIMS = 32   /* reads what a later one writes if nobody came between: behind a trap it never does */
};

/* Reads no byte beyond the instruction: the next page may be unreadable. */
uint32_t instruction_traits(const unsigned char *code);

#endif
