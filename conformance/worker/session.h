/* A session: some pools of the subject, and their holder, who remembers what it was lent and what it wrote there.
 *
 *   operation (relative: "the buffer lent last") --resolve--> address --subject--> observation
 *
 * The session never judges. It says what happened, in numbers that are the same in every run: blocks are counted in the order
 * in which their pool first handed them out, so no address enters a verdict. */
#ifndef POOLPROOF_SESSION_H
#define POOLPROOF_SESSION_H

#include "protocol.h"
#include "subject.h"

struct session;

/* One session serves the whole life of a worker. */
struct session *session_new(const struct subject *subject, struct shared *shared);

/* Forget every pool. Those that are alive leak: end them first. */
void session_forget(struct session *session);

/* Run one operation. */
void session_run(struct session *session, const struct operation *operation, struct observation *observation);

#endif
