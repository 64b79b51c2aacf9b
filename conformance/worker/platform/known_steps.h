/* A function of which it is known how many instructions it has: a step more or less, and no count is to be believed. */
#ifndef POOLPROOF_KNOWN_STEPS_H
#define POOLPROOF_KNOWN_STEPS_H

#include <stdint.h>

/* A loop of so many rounds, of two instructions each; one before it, and the return. */
enum { KNOWN_ROUNDS = 40, KNOWN_INSTRUCTIONS = 1 + 2 * KNOWN_ROUNDS + 1 };

#if defined(__x86_64__) || defined(__aarch64__)
enum { STEPS_ARE_KNOWN = 1 };
void poolproof_known_steps(void);
extern const char poolproof_known_steps_end[];
#else
/* Nor is it known there what sort of instruction stands anywhere. */
enum { STEPS_ARE_KNOWN = 0 };
static inline void poolproof_known_steps(void) {}
static const char poolproof_known_steps_end[1];
#endif

#endif
