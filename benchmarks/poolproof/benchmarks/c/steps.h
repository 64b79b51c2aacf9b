/* Instructions, counted by stepping through them: a figure that knows no noise. */
#ifndef POOLPROOF_STEPS_H
#define POOLPROOF_STEPS_H

#include <stdbool.h>
#include <stdint.h>

#include "kernels.h"

/* False where this machine, or what emulates it, can't step. */
bool steps_available(void);

/* The instructions of one run of a kernel, with those of entering and leaving it. */
uint64_t steps_of(kernel run, void *pool, uint64_t times);

#endif
