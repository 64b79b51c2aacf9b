/* What is to be tried, as it stands on the command line of those programs that let threads meet. */
#ifndef POOLPROOF_INTERLEAVING_JOB_H
#define POOLPROOF_INTERLEAVING_JOB_H

#include <stdbool.h>

/* LIBRARY TERMS COUNT KEPT LENT PROGRAM|PROGRAM[|PROGRAM] FLAGS, from the second word on. TERMS: the contract, as the worker
 * reads it, in hexadecimal digits. KEPT: blocks that are lent all the time. FLAGS: letters; o the promised order holds among
 * threads, l lock-free, i the second program is an interrupt of the first; u, f exact counters; U, F exact at rest; m an
 * operation allocates nothing, s it calls the system for nothing, x for a futex alone; e every access to what is shared is a
 * point; t it is stepped through, without breakpoints; n nobody has called the pool before.
 *
 * A program is letters, one an operation (programs.c). A part of it in brackets, with a number behind it, is done so often, and
 * nobody comes in between: gga(gr)254. An e at its end ends the thread.
 *
 * False: it makes no sense. */
bool job_read(char **arguments);

#endif
