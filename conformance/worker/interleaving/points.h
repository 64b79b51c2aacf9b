/* Where a switch may come, inside an operation. */
#ifndef POOLPROOF_INTERLEAVING_POINTS_H
#define POOLPROOF_INTERLEAVING_POINTS_H

#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

#include "access.h"

enum point {
  POINT_NONE,
  POINT_PASSED, /* something shared, which makes no point */
  POINT_HERE
};

/* Of the instruction that comes next. Points are accesses to what is raced for (races.h), system calls, and the first access to
 * anything shared behind one of those: so each leg is one of those, or touches nothing that is raced for. What reads the time
 * is passed over here: it gets a time of ours, or a run would not repeat. */
enum point points_at(uint32_t thread, greg_t *registers);

/* A leg begins, with this instruction; NULL: between operations. */
void points_begin_leg(uint32_t thread, const greg_t *registers);

/* What our own code touches for the thread that runs. */
void points_note(uint64_t at, uint32_t bytes, bool stores);
void points_take_uses(void);

/* Whether what is touched by an instruction that locks is taken down as raced for. */
void points_seek_locks(bool seeks);

/* Whether every instruction is one (for interrupts). */
void points_everywhere(bool everywhere);

/* The registers as access.h numbers them. */
void points_number(const greg_t *registers, uint64_t numbered[16]);

/* The access that it is about to make, and whether it is to something raced for. */
struct access points_access(const greg_t *registers);
bool points_is_raced_for(uint32_t thread, const struct access *access);

/* What it touches of its own is shared from now on. */
void points_open(uint32_t thread, const greg_t *registers);

#endif
