/* System calls of the subject, while threads meet: those that can be answered here are. */
#ifndef POOLPROOF_INTERLEAVING_CALLS_H
#define POOLPROOF_INTERLEAVING_CALLS_H

#include <stdint.h>
#include <ucontext.h>

#include "contexts.h"

/* Answer it in the registers. LEG_NONE: the thread goes on. */
enum leg_end calls_answer(uint32_t thread, long number, greg_t *registers);

/* A sleeper whose time may be over at any moment goes on. */
void calls_time_out(uint32_t thread);

/* Called by interrupts.c: a mask of signals would keep them away, and is not followed. */
void calls_refuse_masks(void);

#endif
