/* Follows one schedule, in place of all: what a saved case shows. */
#ifndef POOLPROOF_INTERLEAVING_FOLLOWING_H
#define POOLPROOF_INTERLEAVING_FOLLOWING_H

#include <stdbool.h>
#include <stdint.h>

/* THREAD:POINTS,THREAD:POINTS…: who runs, and for how many points; with an interrupt, how far the first runs before it comes.
 * False: it is no schedule of the job. */
bool following_read(const char *schedule);

/* Follow it, and tell what came of it: "found", "followed" (nothing is wrong there), or "misfit" (a thread that is to go on has
 * ended, or sleeps). Where all can go on from its end, whether they ever end is searched for so long. */
void follow(double seconds, uint64_t bytes_at_most);

#endif
