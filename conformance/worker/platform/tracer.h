/* Steps and system calls by a tracer: another process, which has the kernel stop this one (ptrace). Slower by far than what a
 * process can do by itself, and to be had on more machines. */
#ifndef POOLPROOF_TRACER_H
#define POOLPROOF_TRACER_H

#include <stdbool.h>

#include "traced.h"

/* Start it, once. False: it is not to be had, and tracer_error says why. */
bool tracer_start(void);

/* An error number: of ptrace, or of what it takes to start a process; 0: it was not started, or works. */
int tracer_error(void);

/* What it is asked for, and answers. */
extern volatile struct traced traced;

/* Have it look at what is wanted: nothing of this is counted or caught. */
void tracer_mark(void);

#endif
