/* System calls of the subject, while threads meet: those that can be answered here are. */
#ifndef POOLPROOF_INTERLEAVING_CALLS_H
#define POOLPROOF_INTERLEAVING_CALLS_H

#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

#include "contexts.h"

/* Answer it in the registers. LEG_NONE: the thread goes on. */
enum leg_end calls_answer(uint32_t thread, long number, greg_t *registers);

/* A sleeper whose time may be over at any moment goes on. */
void calls_time_out(uint32_t thread);

/* For interrupts.c: which signal an interrupt would be, nobody knows, so who masks some of them can't be followed. */
void calls_refuse_masks(void);

/* Whether it masks all that can be masked. */
bool calls_are_masked(uint32_t thread);

#endif
