/* An operation that its contract promises to abort, in a process of its own: the session goes on as if it had not been asked.
 *
 *   worker --fork--> witness --shares its memory--> the step: enters the subject, and ends as that makes it end
 *     | waits, with limits      | sleeps until that has ended, and looks at what was lent: it finds the memory as it was left
 *
 * A fork keeps one thread of several. What a subject's other threads would have done does not happen in the step; the C
 * library's locks, and the worker's, are free there, and a lock of the subject's own that another thread held is so forever. */
#ifndef POOLPROOF_ENDING_H
#define POOLPROOF_ENDING_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol.h"

struct step {
  /* Do it, and look at what came of it, if it comes back. */
  void (*run)(void *context, struct observation *observation);
  /* Look at all that is lent, in memory as the step left it. */
  void (*inspect)(void *context, struct observation *observation);
  void *context;
};

/* Call once, before the subject is loaded. */
void ending_init(struct shared *shared);

/* A new session: its steps are counted from here on. */
void ending_forget(void);

/* Run the step. The observation says how it ended. False: not in this session any more, in which too many were run, or one
 * hung. Ends the worker with EXIT_MACHINE where no process is to be had. */
bool ending_of(const struct step *step, struct observation *observation);

/* Whether this process is a step's own. */
bool ending_is_apart(void);

/* Whether a step was run, in whichever session. Since then the kernel copies each page of this process that is written to for
 * the first time, and counts that as a fault of whoever writes. */
bool ending_has_parted(void);

#endif
