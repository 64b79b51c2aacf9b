/* The operations of a program, on a thread of its own: each answer is noted, and what its caller can see wrong with it is found
 * at once. */
#ifndef POOLPROOF_THREADS_OPERATIONS_H
#define POOLPROOF_THREADS_OPERATIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "callers.h"

/* What the programs of the job come to, worked out once. */
struct programs {
  bool are_closed;     /* each gives back all that it gets, and does nothing else: it can be done again and again */
  bool may_be_refused; /* more blocks may be wanted at once than there are */
};

struct programs operations_programs(void);

/* Do the program of a thread once. */
void operations_run(struct caller *caller, bool may_be_refused);

/* False: none was lent. */
bool operations_get(struct caller *caller, bool may_be_refused);

void operations_return(struct caller *caller, int32_t block);
void operations_count(struct caller *caller, enum call_kind kind);

/* Whether what it holds is as it wrote it, and its own alone. */
void operations_look_at_held(const struct caller *caller);

/* A block that is lent before the threads begin: written as its holder would. */
void operations_lend(uint32_t block);

#endif
