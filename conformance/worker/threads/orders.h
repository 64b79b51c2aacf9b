/* Whether some order of the operations, each thread's own in the order in which it did them, and those of the look at rest
 * after them, explains all that was answered in a round. By the monitor of the interleavings. It asks for less than they do:
 * when an operation of another thread came is not known, and no clock is asked. */
#ifndef POOLPROOF_THREADS_ORDERS_H
#define POOLPROOF_THREADS_ORDERS_H

#include <stdbool.h>
#include <stdint.h>

/* Judge the round at hand; first without the look, so that what the threads were answered is told and not what came of it.
 * Answers that were seen before are known to be right. */
void orders_judge(bool with_look);

/* How many different ones there were. */
uint64_t orders_seen(void);

#endif
