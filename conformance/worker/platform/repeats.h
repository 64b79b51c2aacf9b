/* String instructions that repeat, as memset and memcpy use them for what is large: stepped through, each of their rounds
 * traps. A block of 1 MiB would take seconds. */
#ifndef POOLPROOF_REPEATS_H
#define POOLPROOF_REPEATS_H

#include <stdbool.h>
#include <stdint.h>

/* What such an instruction works on. */
struct repeat_registers {
  uint64_t rdi;
  uint64_t rsi;
  uint64_t rcx;
  uint64_t rax;
  bool is_downward; /* the direction flag */
};

/* Do all that is left of the store or copy that stands there, and leave the registers as behind its last round. False: it is
 * another instruction, or the copy overlaps. */
bool repeats_finish(const unsigned char *code, struct repeat_registers *registers);

#endif
