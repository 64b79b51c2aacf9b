/* An operation of a session that is promised to abort: done in a process of its own, by which the session's books don't change.
 */
#ifndef POOLPROOF_APART_H
#define POOLPROOF_APART_H

#include <stdbool.h>

#include "protocol.h"
#include "session.h"

/* What a session does with an operation: `run` there, too, in memory that is the step's own. */
typedef void run_function(struct session *session, const struct operation *operation, struct observation *observation);

/* False: nothing of it was done, for it is to be done in the session itself. The observation is blank before, and then too. */
bool is_done_apart(struct session *session, const struct operation *operation, run_function *run,
                   struct observation *observation);

#endif
