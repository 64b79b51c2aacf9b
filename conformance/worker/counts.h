/* What a pool says of itself: the usage of binding 1, or the promised counters of binding 2. */
#ifndef POOLPROOF_COUNTS_H
#define POOLPROOF_COUNTS_H

#include "protocol.h"
#include "session.h"

void observe_counts(struct session *session, const struct operation *operation, struct observation *observation);

#endif
