/* What sort of x86-64 instruction stands at an address, as far as the probes ask. */
#ifndef POOLPROOF_INSTRUCTION_H
#define POOLPROOF_INSTRUCTION_H

#include <stdint.h>

enum instruction_trait {
  INSTRUCTION_LOCKS = 1,        /* locks the bus or a line: by a prefix, or as every exchange with memory does */
  INSTRUCTION_READS_TIME = 2,   /* rdtsc, rdtscp */
  INSTRUCTION_CALLS_SYSTEM = 4, /* syscall, sysenter, int 0x80 */
  INSTRUCTION_RETURNS = 8,
  INSTRUCTION_REPEATS = 16 /* a string instruction, of which each step is trapped */
};

/* Reads no byte beyond the instruction: the next page may be unreadable. */
uint32_t instruction_traits(const unsigned char *code);

#endif
