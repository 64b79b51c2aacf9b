/* What the worker and its tracer share: it lies in the worker's memory, and the tracer reads and writes it there. */
#ifndef POOLPROOF_TRACED_H
#define POOLPROOF_TRACED_H

#include <stdint.h>

#include "counting.h"

/* What the worker wants of its tracer. A mark is a system call that says: look what is wanted. It is nobody's. */
enum { TRACED_CATCHES = 1, TRACED_STEPS = 2, TRACED_MARKS = 4 };

struct traced {
  uint64_t wants;
  uint64_t is_caught; /* the tracer caught a system call, and catches no more */
  uint64_t number;    /* of that */
  struct step_count counting;
};

_Static_assert(sizeof(struct traced) % sizeof(uint64_t) == 0, "it is read and written word by word");

/* What the tracer does until the process has ended. `address`: of its struct traced. 0: it had begun; else an error number.
 * `tell` is called once, with 0 as soon as it has begun, or with the error. */
int trace(long process, uint64_t address, void (*tell)(int error));

#endif
