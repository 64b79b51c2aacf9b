/* Address space for the worker's own tables: taken once, paid for only where it is touched, and never from the
 * allocator that the subject uses. */
#ifndef POOLPROOF_RESERVE_H
#define POOLPROOF_RESERVE_H

#include <stddef.h>

/* Zeroed memory with an unreadable page before and behind it, so that a subject which runs off its own storage does not
 * land in the worker's. Ends the worker with EXIT_MACHINE when there is none. */
void *reserve(size_t bytes);

/* Say what is lacking, and end the worker: the machine's doing. */
_Noreturn void reserve_fails(size_t bytes);

#endif
