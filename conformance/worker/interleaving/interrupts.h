/* An interrupt at each instruction of an operation: another operation that runs to its end before the first one goes on. */
#ifndef POOLPROOF_INTERLEAVING_INTERRUPTS_H
#define POOLPROOF_INTERLEAVING_INTERRUPTS_H

#include <stdint.h>

/* Judge the second program as an interrupt of the first, at every place, and tell what came of it. */
void judge_interrupts(double seconds);

/* The same at one place alone: before the instruction of this number. */
void follow_interrupt(uint64_t boundaries);

#endif
