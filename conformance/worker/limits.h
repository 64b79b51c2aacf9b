/* Limits of the process: those that the machine's user set, which may be too narrow for a worker, and the subject's. */
#ifndef POOLPROOF_LIMITS_H
#define POOLPROOF_LIMITS_H

#include <stdint.h>

/* Ends the worker with EXIT_MACHINE, and says what it needs, where it could not work: else the subject would be blamed. */
void limits_check(void);

/* The allowance, in bytes, is for the subject, on top of what the worker's own tables have reserved; 0: as much as there is. */
void limits_set(uint64_t allowance_bytes, uint64_t own_bytes);

#endif
