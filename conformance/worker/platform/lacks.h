/* What the tests take away from a machine: an emulator, or an old kernel, is hard to have there. */
#ifndef POOLPROOF_LACKS_H
#define POOLPROOF_LACKS_H

#include <stdbool.h>

/* Whether the environment says so, in POOLPROOF_LACKS, which is a list with commas: address-space, allocations, breakpoints,
 * page-faults, surroundings, system-calls, tracer, trap-flag. */
bool lacks(const char *what);

#endif
