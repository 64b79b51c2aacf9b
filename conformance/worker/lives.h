/* How pools begin and end: create and destroy, of either binding. */
#ifndef POOLPROOF_LIVES_H
#define POOLPROOF_LIVES_H

#include "protocol.h"
#include "session.h"

/* Whether there can be a pool more, in this place, of as many blocks as are asked for; and whether this one may end. */
bool can_create(const struct session *session, const struct operation *operation);
bool can_destroy(const struct session *session, const struct operation *operation);

void run_create(struct session *session, const struct operation *operation, struct observation *observation);
void run_destroy(struct session *session, const struct operation *operation, struct observation *observation);

#endif
