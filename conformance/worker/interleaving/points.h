/* Where a switch may come, inside an operation. */
#ifndef POOLPROOF_INTERLEAVING_POINTS_H
#define POOLPROOF_INTERLEAVING_POINTS_H

#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

#include "access.h"

/* Whether the instruction that comes next is a point. What reads the time is passed over here: it gets a time of ours, or a run
 * would not repeat. */
bool points_at(uint32_t thread, greg_t *registers);

/* Whether every instruction is one (for interrupts). */
void points_everywhere(bool everywhere);

/* The registers as access.h numbers them. */
void points_number(const greg_t *registers, uint64_t numbered[16]);

/* The access that it is about to make, and whether it is to something shared. */
struct access points_access(const greg_t *registers);
bool points_is_shared(uint32_t thread, const struct access *access);

/* What it touches of its own is shared from now on. */
void points_open(uint32_t thread, const greg_t *registers);

#endif
