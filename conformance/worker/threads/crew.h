/* Rounds: the threads begin together, each does its program, and when all have ended one of them looks at what is left. */
#ifndef POOLPROOF_THREADS_CREW_H
#define POOLPROOF_THREADS_CREW_H

#include <stdbool.h>
#include <stdint.h>

/* Start the threads, each on a processor of its own as far as there are any. NULL, or why they can't be started. */
const char *crew_start(uint64_t seed);

/* Let each thread alone get a block and return it: what is kept for a thread is made at its first use. NULL, or what is wrong
 * with one thread already. */
const char *crew_warm(void);

/* Let the rounds begin. They end when crew_end is called, or something was found. */
void crew_begin(void);
void crew_end(void);
bool crew_has_ended(void);

uint64_t crew_rounds(void); /* that are over */
uint32_t crew_cores(void);  /* that they run on */

/* The thread that runs this; -1: none of them. */
int32_t crew_self(void);

#endif
