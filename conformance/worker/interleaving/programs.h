/* What the threads do: a letter an operation. g: get; r, a: return the newest, the oldest of those that it got; R, Q, S: return
 * the first, the second, the third of those that were lent before; u, f: ask how many are used, free. */
#ifndef POOLPROOF_INTERLEAVING_PROGRAMS_H
#define POOLPROOF_INTERLEAVING_PROGRAMS_H

#include <stdbool.h>
#include <stdint.h>

/* Bodies of contexts. */
void programs_body(uint32_t thread); /* the job's program of this thread */
void programs_warm(uint32_t thread); /* a get and its return, in vain */
void programs_look(uint32_t thread); /* at rest: the counters, then all that must be free, and one more */

/* Whether what is held is as its holders left it. */
void programs_check_held(uint32_t contexts);

/* How many blocks are lent, by what was answered. */
uint32_t programs_lent(void);

#endif
